"use strict";

// The days of a month by the keyboard: arrow keys from day to day, Page Up and Page Down to other pages.
(() => {
  const turn = (by) => {
    const link = document.querySelector(`[data-turn="${by}"]`);
    if (link) location.assign(link.href);
  };
  const days = [...document.querySelectorAll("[data-calendar] [data-day]")];
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const at = days.indexOf(event.target);
    if (event.key === "PageUp" || event.key === "PageDown") {
      // Elsewhere these keys move the page itself.
      if (at < 0) return;
      event.preventDefault();
      turn(event.key === "PageUp" ? -1 : 1);
    } else if (event.key in steps && at >= 0) {
      const next = days[at + steps[event.key]];
      event.preventDefault();
      if (next) next.focus();
      else turn(steps[event.key] < 0 ? -1 : 1);
    }
  });
})();
