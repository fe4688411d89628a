// One POST in JSON. Never throws: no answer at all is status 0, the sign-in page in place of an answer is 401.
(function (editor) {
  "use strict";
  const PATIENCE = 30000; // milliseconds; then the server counts as away

  // The cookie, not the form: signing in again in another tab changes it.
  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
    const field = document.querySelector("#editor input[name=csrfmiddlewaretoken]");
    return found ? decodeURIComponent(found[1]) : field ? field.value : "";
  }

  async function read(response) {
    if (response.redirected && response.url.indexOf("/accounts/login/") >= 0) return { status: 401, answer: {} };
    try {
      return { status: response.status, answer: await response.json() };
    } catch (error) {
      // A page of the proxy in place of JSON: as good as no answer.
      return { status: response.ok ? 502 : response.status, answer: {} };
    }
  }

  async function post(address, data, last) {
    const patience = new AbortController();
    const timer = window.setTimeout(function () { patience.abort(); }, PATIENCE);
    try {
      return await read(await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
        body: JSON.stringify(data),
        credentials: "same-origin",
        keepalive: Boolean(last), // the last word of a page that is being left
        signal: patience.signal,
      }));
    } catch (error) {
      return { status: 0, answer: {} };
    } finally {
      window.clearTimeout(timer);
    }
  }

  editor.post = post;
})(window.editor = window.editor || {});
