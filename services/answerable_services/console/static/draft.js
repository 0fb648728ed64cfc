"use strict";

// What is typed into a form and not recorded yet stays in this tab, for the person who typed it: it stands in the
// form again when that comes again, by whatever address, also in the other language and after signing in again. It is
// gone once the command was recorded, and at sign-out. Passwords, files and what nobody sees are never kept.
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

  const keyOf = (draft) => `${PREFIX}${me}:${draft}`;
  const read = (key) => {
    try {
      return { typed: {}, ...JSON.parse(sessionStorage.getItem(key) || "{}") };
    } catch {
      return { typed: {} };
    }
  };
  const write = (key, draft) => {
    try {
      if (draft.at || Object.keys(draft.typed).length) sessionStorage.setItem(key, JSON.stringify(draft));
      else sessionStorage.removeItem(key);
    } catch {
      // The tab has no room left: the form works as it does without this script.
    }
  };

  // Two pages can have the same form: an input is known by its name, and not by its id.
  const placesOf = (form) => {
    const places = new Map();
    for (const one of form.elements) {
      if (!one.name || never.has(one.type)) continue;
      const name = one.type === "checkbox" ? `${one.name}=${one.value}` : one.name;
      let place = name;
      for (let more = 1; places.has(place); more += 1) place = `${name}#${more}`;
      places.set(place, one);
    }
    return places;
  };
  const stood = (one) => {
    if (one.type === "checkbox") return String(one.defaultChecked);
    if (one.tagName !== "SELECT") return one.defaultValue;
    return ([...one.options].find((option) => option.defaultSelected) || one.options[0])?.value ?? "";
  };
  const stands = (one) => (one.type === "checkbox" ? String(one.checked) : one.value);
  const isText = (one) => one.type !== "checkbox" && one.tagName !== "SELECT";
  const put = (one, value) => {
    if (one.type === "checkbox") one.checked = value === "true";
    else one.value = value;
    one.dispatchEvent(new Event("change", { bubbles: true })); // what is told of a field is told of this too
  };

  // Where a page shows again what was sent, what stands in its inputs was typed, and is no default of theirs: that is
  // in the draft. What another form had sent, as a row of buttons, had none.
  const begunWith = (form, key, draft, place, one) => {
    if (form.dataset.draftTyped === undefined) return stood(one);
    return draft.typed[place]?.[0] ?? (sent !== key && isText(one) ? "" : stood(one));
  };

  const tend = (form) => {
    const key = keyOf(form.dataset.draftOf);
    const draft = read(key);
    const places = placesOf(form);
    const begun = new Map([...places].map(([place, one]) => [place, begunWith(form, key, draft, place, one)]));
    const keep = () => {
      const kept = read(key);
      for (const [place, one] of places) {
        if (stands(one) === begun.get(place)) delete kept.typed[place];
        else kept.typed[place] = [begun.get(place), stands(one)];
      }
      if (form.dataset.draftAt) kept.at = form.dataset.draftAt;
      else delete kept.at;
      write(key, kept);
    };

    // Only what stands as it stood before anything was typed is filled: what the page knows by now is newer.
    const restore = () => {
      const filled = [...places].filter(
        ([place, one]) => draft.typed[place]?.[0] === begun.get(place) && stands(one) === begun.get(place),
      );
      for (const [place, one] of filled) {
        put(one, draft.typed[place][1]);
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
        for (const [place, one] of filled) put(one, begun.get(place));
        sessionStorage.removeItem(key);
        note.remove();
        filled[0][1].focus();
      });
      note.append(form.dataset.draft, " ", drop);
      form.prepend(note);
    };

    if (form.dataset.draftTyped === undefined) {
      // What is recorded in part goes on where it stopped, and is not begun again.
      if (draft.at && !form.dataset.draftAt && draft.at !== location.pathname + location.search) {
        location.replace(draft.at);
        return;
      }
      restore();
    } else keep();
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      keep();
      sessionStorage.setItem(SENT, key);
    });
  };

  document.addEventListener(
    "submit",
    (event) => {
      sessionStorage.removeItem(SENT);
      if (event.target.getAttribute("action") !== "/sign-out") return;
      forget(every());
      others?.postMessage("");
    },
    { capture: true },
  );
  for (const form of document.querySelectorAll("form[data-draft]")) tend(form);
  for (const one of document.querySelectorAll("[data-draft-forget]")) {
    one.addEventListener("click", () => sessionStorage.removeItem(keyOf(one.dataset.draftForget)));
  }
})();
