"use strict";

// What is typed into a form and not recorded yet stays in this tab, for the person who typed it: it stands in the
// form again when its page comes again, also in the other language and after signing in again. It is gone once the
// command was recorded, and at sign-out. Passwords, files and what nobody sees are never kept.
(() => {
  const PREFIX = "draft:";
  const SENT = "draft-sent";
  const me = document.body.dataset.person;
  const never = new Set(["password", "file", "hidden", "submit", "button", "radio"]);

  const every = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const forget = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));
  const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("signed-out") : null;
  if (others) others.onmessage = () => forget(every());

  // A page without the receipt of what was sent says that it was not recorded: the draft stays.
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && document.getElementById("recorded")) sessionStorage.removeItem(sent);
  forget(every().filter((key) => !key.startsWith(`${PREFIX}${me}:`)));

  const asked = new URLSearchParams(location.search);
  asked.delete("lang");
  asked.delete("rows");
  const key = (form) => `${PREFIX}${me}:${location.pathname}?${asked}:${form.id}`;

  const inputs = (form) => [...form.elements].filter((one) => one.name && one.id && !never.has(one.type));
  const stood = (one) => {
    if (one.type === "checkbox") return String(one.defaultChecked);
    if (one.tagName !== "SELECT") return one.defaultValue;
    return ([...one.options].find((option) => option.defaultSelected) || one.options[0])?.value ?? "";
  };
  const stands = (one) => (one.type === "checkbox" ? String(one.checked) : one.value);
  const put = (one, value) => {
    if (one.type === "checkbox") one.checked = value === "true";
    else one.value = value;
  };
  const read = (form) => {
    try {
      return JSON.parse(sessionStorage.getItem(key(form)) || "{}");
    } catch {
      return {};
    }
  };

  const keep = (form) => {
    const kept = read(form);
    for (const one of inputs(form)) {
      if (stands(one) === stood(one)) delete kept[one.id];
      else kept[one.id] = [stood(one), stands(one)];
    }
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(key(form), JSON.stringify(kept));
      else sessionStorage.removeItem(key(form));
    } catch {
      // The tab has no room left: the form works as it does without this script.
    }
  };

  // Only what stands as it stood before anything was typed is filled: what the page knows by now is newer.
  const restore = (form) => {
    const kept = read(form);
    const filled = inputs(form).filter((one) => kept[one.id]?.[0] === stood(one) && stands(one) === stood(one));
    for (const one of filled) {
      put(one, kept[one.id][1]);
      const folded = one.closest("details");
      if (folded) folded.open = true;
    }
    if (!filled.length) return;
    const note = document.createElement("p");
    note.className = "about";
    note.setAttribute("role", "status");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button quiet";
    drop.textContent = form.dataset.draftDrop;
    drop.addEventListener("click", () => {
      for (const one of filled) put(one, kept[one.id][0]);
      sessionStorage.removeItem(key(form));
      note.remove();
    });
    note.append(form.dataset.draft, " ", drop);
    form.prepend(note);
  };

  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("change", () => keep(form));
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") === "/sign-out") {
      forget(every());
      others?.postMessage("");
    } else if (form.dataset.draft !== undefined) {
      keep(form);
      sessionStorage.setItem(SENT, key(form));
    } else {
      sessionStorage.removeItem(SENT);
    }
  });
})();
