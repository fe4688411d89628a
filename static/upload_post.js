// One POST of the upload page, answered in JSON: done(answer) or failed(one sentence, errors of fields).
(function () {
  "use strict";

  // The cookie, not the form: signing in again in another tab changes it.
  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
    const field = document.querySelector("#upload-form input[name=csrfmiddlewaretoken]");
    return found ? decodeURIComponent(found[1]) : field.value;
  }

  // XMLHttpRequest, not fetch: only it tells how much was sent.
  function post(address, data, done, failed, progress) {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    if (progress) request.upload.addEventListener("progress", progress);
    request.addEventListener("error", function () { failed("网络中断，没有传上去"); });
    request.addEventListener("load", function () {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      if (answer && request.status < 300) done(answer);
      else failed((answer && answer.error) || statusWords(request), answer && answer.errors);
    });
    request.send(data);
  }

  function statusWords(request) {
    if (request.responseURL.indexOf("/accounts/login/") >= 0) return "登录已过期：请在另一个标签页登录，再回来重试";
    if (request.status === 403) return "没有权限，或者登录的用户变了（403）：请在另一个标签页登录，再回来重试";
    if (request.status === 413) return "服务器不收这么大的文件（413）：请联系管理员调高上传上限";
    return "服务器没有收下（" + request.status + "）：请稍后重试";
  }

  window.uploads = window.uploads || {};
  window.uploads.post = post;
})();
