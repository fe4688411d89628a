// Shows the description of the interface with Swagger UI. Only reading can be tried: that is all that a session may do.
"use strict";

(() => {
  const place = document.getElementById("api-docs");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    domNode: place,
    url: place.dataset.description,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    supportedSubmitMethods: ["get"],
    validatorUrl: null, // nothing is asked of anybody else
  });
})();
