// Join the forms of a page to the browser's passkeys. A form says which of allauth's functions serves it.
const ids = {
  loginForm: { login: "passkey_login", credential: "mfa_credential" },
  authenticateForm: { authenticate: "passkey_authenticate", credential: "id_credential", data: "js_data" },
  addForm: { add: "passkey_add", passwordless: "id_passwordless", credential: "id_credential", data: "js_data" },
};
for (const form of document.querySelectorAll("[data-passkey]")) {
  const name = form.dataset.passkey;
  const found = { ...ids[name] };
  const credential = form.querySelector("input[name=credential]");
  if (credential) found.credential = credential.id;
  window.allauth.webauthn.forms[name]({ ids: found });
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll("[data-passkey-problem]")) line.hidden = false;
});
