"use strict";

(() => {
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

  const help = document.getElementById("keys");
  const toggleHelp = () => (help.open ? help.close() : help.showModal());

  // The list's own box where there is one; whoever wants to look everywhere says so by another key.
  const search = (everywhere) => {
    const find = document.getElementById("find");
    const box = everywhere ? find : document.querySelector("[data-search]") || find;
    if (!box) return;
    box.focus();
    box.select();
  };

  let going = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      search(true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "?") {
      event.preventDefault();
      toggleHelp();
    } else if (help.open) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      search(false);
    } else if (going && Date.now() - going < 1500) {
      going = 0;
      const link = document.querySelector(`a[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
      if (link) location.assign(link.href);
    } else if (event.key === "n" || event.key === "t") {
      const begin = document.querySelector(event.key === "n" ? "[data-begin]" : "[data-call]");
      if (begin) location.assign(begin.href);
    } else if (event.key === "g") {
      going = Date.now();
    }
  });
  document.querySelector("[data-help]").addEventListener("click", toggleHelp);

  // A stream that is refused for good is one that nobody is signed in for any more, or whose service is away.
  const follow = (path) => {
    const source = new EventSource(path);
    source.addEventListener("error", async () => {
      if (source.readyState !== EventSource.CLOSED) return;
      const page = location.pathname + location.search;
      const answer = await fetch(page, { method: "HEAD", redirect: "manual", cache: "no-store" }).catch(() => null);
      if (answer?.type === "opaqueredirect") location.replace(`/sign-in?to=${encodeURIComponent(page)}`);
    });
    return source;
  };

  // How much waits is told beside the way to the first page, and asked for again while somebody looks.
  const work = document.querySelector('nav a[data-go="m"]');
  if (work) {
    const badge = document.createElement("b");
    badge.className = "badge";
    badge.hidden = true;
    work.append(badge);
    const count = async () => {
      if (document.hidden) return;
      const answer = await fetch("/waiting", { cache: "no-store" }).catch(() => null);
      if (!answer?.ok) return;
      const { count: waiting } = await answer.json();
      badge.textContent = waiting > 99 ? "99+" : String(waiting);
      badge.hidden = waiting === 0;
    };
    count();
    setInterval(count, 60_000);
    document.addEventListener("visibilitychange", count);
    document.addEventListener("news", count);
  }

  // Whoever has just recorded something goes on from what is told of it, and not from the top of the page.
  const recorded = document.getElementById("recorded");
  if (recorded && !location.hash && !document.querySelector("[autofocus]")) recorded.focus({ preventScroll: true });

  const menus = document.querySelectorAll(".more details, .ways, details.me");
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });

  // What is shown once can be copied with one click; without a script it is selected by hand.
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText.trim());
      button.classList.add("copied");
      button.textContent = button.dataset.copied;
    });
  }

  // A list says that it has changed, and waits to be asked: nothing moves under whoever reads it. A page that
  // nobody sees does not listen, as a browser has few connections to one server.
  const news = document.querySelector("[data-news]");
  if (news) {
    let seen = news.dataset.seen;
    let listening = null;
    const stop = () => {
      listening?.close();
      listening = null;
    };
    const listen = () => {
      const link = news.querySelector("a");
      if (listening || document.hidden || !link.hidden) return;
      listening = follow(news.dataset.news);
      listening.addEventListener("list", (event) => {
        const now = JSON.parse(event.data).seen;
        if (!now) return;
        seen ||= now;
        if (now === seen) return;
        link.hidden = false;
        document.dispatchEvent(new Event("news"));
        stop();
      });
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
    addEventListener("pagehide", stop);
    addEventListener("pageshow", listen);
  }

  const live = document.querySelector("[data-events]");
  if (!live) return;

  const say = (state) => {
    if (live.dataset.liveState !== state) live.dataset.liveState = state;
  };

  const replaceNumbers = (numbers) => {
    for (const place of document.querySelectorAll("[data-live]")) {
      const text = numbers[place.dataset.live];
      if (text === undefined || place.textContent === text) continue;
      place.textContent = text;
      place.classList.remove("changed");
      void place.offsetWidth; // restarts the animation
      place.classList.add("changed");
    }
  };

  // A region is replaced only when its key says that its shape changed, so nothing flickers;
  // what had the focus keeps it.
  const replaceRegions = (regions) => {
    for (const region of document.querySelectorAll("[data-region]")) {
      const next = regions[region.dataset.region];
      if (!next || next.key === region.dataset.key) continue;
      const focused = region.contains(document.activeElement) ? document.activeElement : null;
      const held = focused?.getAttribute("href");
      const opened = region.querySelector("details[open]") !== null;
      region.innerHTML = next.html;
      region.dataset.key = next.key;
      if (held) region.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
      const details = region.querySelector("details");
      if (opened && details) {
        details.open = true;
        details.dataset.kept = "";
      }
      region.dispatchEvent(new Event("region-replaced", { bubbles: true }));
      if (focused?.matches("[data-plot-place]")) region.querySelector("[data-plot-place]")?.focus({ preventScroll: true });
    }
  };

  // What is read out: the big numbers that changed, together, and not more often than they can be heard.
  const announcer = document.querySelector("[data-announce]");
  let known = null;
  let heard = new Map();
  let waiting = 0;
  const announce = (numbers) => {
    for (const tile of document.querySelectorAll(".tiles b[data-live]")) {
      const key = tile.dataset.live;
      if (known && known[key] !== numbers[key] && tile.closest(".big")) {
        heard.set(tile.closest("a").querySelector(".label").textContent, numbers[key]);
      }
    }
    known = numbers;
    if (!heard.size || waiting) return;
    waiting = setTimeout(() => {
      const said = [...heard].map(([label, number]) => `${label} ${number}`).join(", ");
      announcer.textContent = `${announcer.dataset.announce}: ${said}`;
      heard = new Map();
      waiting = 0;
    }, 3000);
  };

  const source = follow(live.dataset.events);
  source.addEventListener("error", () => say("reconnecting"));
  source.addEventListener("numbers", (event) => {
    const pushed = JSON.parse(event.data);
    document.querySelector("[data-at]").textContent = pushed.at;
    replaceRegions(pushed.regions);
    replaceNumbers(pushed.numbers);
    announce(pushed.numbers);
    say("live");
  });
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
