// Listens for what changes on this page while its site is being written. In previews only.
(() => {
  const { base = "", tag = "", badge = "" } = document.currentScript.dataset;
  const state = { tag };

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial }
    [hidden] { display: none !important }
    .wrong { position: fixed; inset: auto 0 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647; padding: 1rem 1.5rem;
      background: #2b1111; color: #fff; font: 14px/1.5 ui-monospace, Menlo, Consolas, monospace; border-top: 4px solid #e5484d }
    pre { margin: 0 0 1rem; white-space: pre-wrap; font: inherit }
    .badge { position: fixed; inset: .5rem .5rem auto auto; z-index: 2147483646; padding: .25rem .75rem; border-radius: 1rem;
      background: #6b3fa0; color: #fff; font: 600 13px/1.5 system-ui, sans-serif }
  </style><div class="badge" hidden></div><div class="wrong" role="alert" hidden></div>`;
  document.documentElement.append(host);
  const [mark, wrong] = [root.querySelector(".badge"), root.querySelector(".wrong")];
  mark.textContent = badge;
  mark.hidden = !badge;

  const act = {
    reload: () => location.reload(), // browsers keep the scroll position
    problems({ problems }) {
      wrong.replaceChildren(...problems.map((text) => Object.assign(document.createElement("pre"), { textContent: text })));
      wrong.hidden = problems.length === 0;
    },
    styles({ styles, tag: newer }) {
      state.tag = newer;
      for (const link of document.querySelectorAll("link[rel~=stylesheet]"))
        for (const [was, is] of Object.entries(styles))
          if (link.href.includes(was)) swap(link, link.href.replace(was, is));
    },
    files({ files }) {
      const names = new Set(files.map((file) => `${base}/${file}`));
      const changed = (address) => names.has(decoded(new URL(address, location.href).pathname));
      const fresh = (address) => {
        const url = new URL(address, location.href);
        url.searchParams.set("now", Date.now());
        return url.href;
      };
      for (const link of document.querySelectorAll("link[rel~=stylesheet]"))
        if (changed(link.href)) swap(link, fresh(link.href));
      for (const image of document.images) {
        if (!image.currentSrc || !changed(image.currentSrc)) continue;
        image.removeAttribute("srcset");
        image.src = fresh(image.currentSrc);
      }
      if ([...document.scripts].some((script) => script.src && changed(script.src))) act.reload();
    },
  };

  // The old sheet goes when the new one is there: the page is never bare.
  const swap = (link, href) => {
    const next = link.cloneNode();
    next.href = href;
    next.addEventListener("load", () => link.remove());
    link.after(next);
  };

  const decoded = (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path; // no UTF-8: no file of ours
    }
  };

  let stream;
  const hush = () => stream?.close();
  const listen = () => {
    hush();
    if (document.hidden) return; // a browser has six connections for all its tabs: those that are seen get them
    stream = new EventSource("/.newsprint/events?" + new URLSearchParams({ address: decoded(location.pathname), tag: state.tag }));
    stream.onmessage = ({ data }) => {
      const news = JSON.parse(data);
      act[news.kind]?.(news);
    };
    stream.onerror = () => {
      hush(); // the address holds what is shown, and that may be another by now
      setTimeout(listen, 500);
    };
  };
  listen();
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  addEventListener("pagehide", hush);
  addEventListener("pageshow", ({ persisted }) => persisted && listen());
})();
