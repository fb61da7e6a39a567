// Keeps a part of the board as high as the screen has room for, above the line of details.
const FOOT = 74;
const LEAST = 380;
const PHONE = "(max-width: 640px)";

export function fit(root) {
  const measure = () => {
    if (window.matchMedia(PHONE).matches) return root.style.removeProperty("--board-height");
    const scrolled = root.getRootNode().host.closest("[data-testid=stMain]")?.scrollTop ?? 0;
    const top = root.getBoundingClientRect().top + scrolled;
    const height = Math.max(LEAST, Math.floor(window.innerHeight - top - FOOT));
    return root.style.setProperty("--board-height", `${height}px`);
  };
  measure();
  const watch = new ResizeObserver(measure);
  watch.observe(document.documentElement);
  const page = root.getRootNode().host.closest("[data-testid=stVerticalBlock]");
  if (page) watch.observe(page);
  return () => watch.disconnect();
}
