"use strict";

// What a field can name is completed while one types (the combobox pattern of ARIA 1.2). Without this script the
// field takes what is typed, and the button beside it searches.
(() => {
  const WAIT_MS = 150;
  const GAP_PX = 4;
  const PRESSED = "button:not(.search), summary"; // that one does what this script does by itself

  const narrowing = document.querySelector("[data-narrows]");
  if (narrowing) {
    const narrow = () => {
      const wanted = narrowing.value.trim().toLowerCase();
      for (const section of document.querySelectorAll("[data-narrowed]")) {
        let left = 0;
        for (const one of section.querySelectorAll("[data-text]")) {
          one.hidden = !one.dataset.text.toLowerCase().includes(wanted);
          if (!one.hidden) left += 1;
        }
        section.hidden = left === 0;
      }
    };
    narrowing.addEventListener("input", narrow);
    narrowing.addEventListener("keydown", (event) => {
      const first = document.querySelector("[data-narrowed]:not([hidden]) [data-text]:not([hidden]) a");
      if (event.key !== "Enter" || event.isComposing || !first) return;
      event.preventDefault();
      location.assign(first.href);
    });
    narrowing.focus();
  }

  const complete = (input) => {
    const site = input.closest("[data-site]")?.dataset.site || "";
    const list = document.createElement("ul");
    list.id = `${input.id}-choices`;
    list.className = "choices";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent || "");
    list.hidden = true;
    list.tabIndex = -1; // a long list scrolls, and what scrolls is a stop on the way to the next field
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    let at = -1;
    let waiting = 0;
    let asking = null;

    // What was chosen is an id: what people call it stands beside the field as long as it holds that.
    let beside = document.querySelector(`output.chosen[for="${CSS.escape(input.id)}"]`);
    if (!beside) {
      beside = document.createElement("output");
      beside.className = "chosen";
      beside.setAttribute("for", input.id);
      const button = list.nextElementSibling;
      (button?.matches("button.search") ? button : list).after(beside);
    }
    let held = beside.textContent ? input.value.trim() : "";
    const tell = (one) => {
      held = one ? one.id : "";
      beside.textContent = one && one.name !== one.id ? one.name : "";
    };
    const choices = async (text, signal) => {
      const query = new URLSearchParams({ text, site });
      const answer = await fetch(`/choose/${input.dataset.searches}?${query}`, { signal });
      return answer.ok ? answer.json() : null;
    };
    const look = async () => {
      const wanted = input.value.trim();
      if (!wanted) return;
      const found = await choices(wanted).catch(() => null);
      const known = found?.find((one) => one.id === wanted);
      if (known && input.value.trim() === wanted) tell(known);
    };

    const close = () => {
      asking?.abort();
      clearTimeout(waiting);
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    // It hides nothing that is pressed: whoever aims at a button takes no choice by mistake. It ends before the next
    // button below, or stands above the field, where there is more room.
    const lay = () => {
      list.style.maxHeight = list.style.bottom = "";
      const field = input.getBoundingClientRect();
      const box = list.getBoundingClientRect();
      const pressed = [...(input.form?.querySelectorAll(PRESSED) ?? [])]
        .map((one) => one.getBoundingClientRect())
        .filter((one) => one.width > 1);
      const below = Math.min(...pressed.map((one) => one.top).filter((top) => top >= field.bottom)) - box.top - GAP_PX;
      if (box.height <= below) return;
      const above = field.top - Math.max(0, ...pressed.map((one) => one.bottom).filter((end) => end <= field.top)) - GAP_PX;
      if (above > below) list.style.bottom = `${list.offsetParent.getBoundingClientRect().bottom - field.top}px`;
      list.style.maxHeight = `${Math.min(box.height, Math.max(above, below))}px`;
    };
    const go = (to) => {
      const options = [...list.children];
      if (!options.length) return;
      at = (to + options.length) % options.length;
      options.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    };
    const take = (option) => {
      input.value = option.dataset.value;
      tell({ id: option.dataset.value, name: option.textContent });
      input.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    };
    const show = (found) => {
      list.replaceChildren(
        ...found.map((one, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.value = one.id;
          option.textContent = one.name;
          option.addEventListener("mousedown", (event) => {
            event.preventDefault();
            take(option);
          });
          return option;
        }),
      );
      at = -1;
      // Whoever has typed the whole id has chosen: nothing comes between them and the next button.
      const isChosen = found.some((one) => one.id === input.value.trim());
      list.hidden = found.length === 0 || isChosen;
      if (!list.hidden) lay();
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const found = await choices(input.value.trim(), asking.signal);
        if (found && document.activeElement === input) show(found);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", () => {
      if (input.value.trim() !== held) tell(null);
      clearTimeout(waiting);
      waiting = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("blur", close);
    input.addEventListener("change", () => {
      if (input.value.trim() !== held) look();
    });
    look();
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else go(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && !list.hidden && at >= 0) {
        event.preventDefault();
        take(list.children[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
  };
  for (const input of document.querySelectorAll("input[data-searches]")) complete(input);
})();
