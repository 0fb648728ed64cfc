"use strict";

// Passkeys (WebAuthn). What the browser is asked for comes with the page or is fetched, and what it answers goes back
// in a form like any other. Without this script, or where a browser or an address knows no passkeys, nothing of it is
// shown.
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  for (const shown of document.querySelectorAll("[data-passkeys]")) {
    if (shown.dataset.passkeys !== location.origin) return;
    shown.hidden = false;
  }
  for (const instead of document.querySelectorAll("[data-no-passkeys]")) instead.hidden = true;

  // Bytes travel in base64url (RFC 4648, section 5).
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");

  const asked = (options) => {
    const read = { ...options, challenge: bytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials)
      read.excludeCredentials = options.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) }));
    return { publicKey: read };
  };

  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answered = ({ id, rawId, type, response }) => {
    const parts = {};
    for (const part of PARTS) if (response[part]) parts[part] = text(response[part]);
    return JSON.stringify({ id, rawId: text(rawId), type, response: parts });
  };

  const begun = async (form) => {
    if (!form.dataset.begins) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.begins, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const { ticket, options } = await answer.json();
    form.elements.ticket.value = ticket;
    return options;
  };

  const fault = document.getElementById("passkey-fault");
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    let isWaiting = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isWaiting) return;
      isWaiting = true;
      fault.hidden = true;
      try {
        const options = asked(await begun(form));
        const { credentials } = navigator;
        const given = await (form.dataset.passkey === "make" ? credentials.create(options) : credentials.get(options));
        form.elements.credential.value = answered(given);
        form.submit();
      } catch (error) {
        fault.textContent = (error.name === "InvalidStateError" && form.dataset.known) || form.dataset.fault;
        fault.hidden = false;
      }
      isWaiting = false;
    });
  }
})();
