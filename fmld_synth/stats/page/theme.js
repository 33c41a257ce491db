"use strict";

/* Light and dark: the system decides until the reader does. */
{
  const remembered = {
    get() { try { return localStorage.getItem("fmld-synth-theme"); } catch { return null; } },
    set(theme) { try { localStorage.setItem("fmld-synth-theme", theme); } catch { /* private window: not kept */ } },
  };
  const root = document.documentElement;
  const chosen = remembered.get();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remembered.set(root.dataset.theme);
  });
}
