"use strict";

// What is known of whoever calls is shown while the customer is typed; without this script, the button looks it up.
(() => {
  const WAIT_MS = 300;
  const input = document.querySelector("#call [name=customer]");
  const place = document.getElementById("caller");
  if (!input || !place) return;
  let waiting = 0;
  let asking = null;
  let shown = input.defaultValue.trim();
  const made = [...document.querySelectorAll("#call [name=made]")].map((one) => one.value).join(",");
  const look = async () => {
    const customer = input.value.trim();
    if (customer === shown) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/call/caller?${new URLSearchParams(made ? { customer, made } : { customer })}`, { signal: asking.signal });
      if (!answer.ok || answer.redirected) return;
      place.innerHTML = await answer.text();
      shown = customer;
    } catch (error) {
      if (error.name !== "AbortError") shown = "";
    }
  };
  // What the script does by itself is no step on the way from the customer to the topic.
  for (const button of document.querySelectorAll("#call button.search, #call button[name=look]")) button.tabIndex = -1;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT_MS);
  });
  input.addEventListener("change", look);
  look(); // who was filled in again is not whom the page came with
  if (!document.querySelector("#call-amiss, #so-far")) input.focus();
})();
