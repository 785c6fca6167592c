// Makes a page's explorables live, after the page has loaded and has nothing better to do.
(() => {
  "use strict";
  const here = document.currentScript.src.replace(/[^/]*$/, "");

  // A page on a disk may not import files, but it may run a script that holds them all.
  let urls = null;
  const onDisk = async (name) => {
    if (!urls) {
      await new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: `${here}from_disk.js`, onload: resolve, onerror: reject });
        document.head.append(script);
      });
      urls = new Map();
    }
    const address = (file) => {
      if (!urls.has(file)) {
        const text = window.explorableModules[file].replace(/from ?"\.\/([\w.]+)"/g, (_, needed) => `from "${address(needed)}"`);
        urls.set(file, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
      }
      return urls.get(file);
    };
    return import(address(`${name}.js`));
  };
  const load = location.protocol === "file:" ? onDisk : (name) => import(`${here}${name}.js`);

  const begin = async () => {
    for (const figure of document.querySelectorAll("figure[data-explorable]")) {
      (await load(figure.dataset.explorable)).mount(figure, here);
      // What an address leads to has moved if something above it has grown.
      if (location.hash === `#${figure.id}`) figure.scrollIntoView();
    }
    document.documentElement.dataset.explorables = "ready";
  };
  const idle = () => (window.requestIdleCallback ?? setTimeout)(begin);
  if (document.readyState === "complete") idle(); else addEventListener("load", idle);
})();
