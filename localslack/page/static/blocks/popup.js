// A list that floats under its control, above everything else, also inside a <dialog>.

import {useLayoutEffect} from "../vendor/preact.js";

const GAP = 4;
const MARGIN = 8;
const TALLEST = 320;

/**
 * Shows an element (with `popover="manual"`) under another while `open`.
 * @param {boolean} open
 * @param {{current: HTMLElement}} anchor
 * @param {{current: HTMLElement}} popup
 */
export function usePopup(open, anchor, popup) {
  useLayoutEffect(() => {
    if (!open) return undefined;
    popup.current?.showPopover?.();
    const move = () => place(anchor.current, popup.current);
    window.addEventListener("scroll", move, true);
    window.addEventListener("resize", move);
    return () => {
      window.removeEventListener("scroll", move, true);
      window.removeEventListener("resize", move);
    };
  }, [open]);
  useLayoutEffect(() => {
    if (open) place(anchor.current, popup.current);
  });
}

function place(anchor, popup) {
  if (!anchor || !popup) return;
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  const wanted = Math.min(popup.scrollHeight + 2, TALLEST);
  const up = below < wanted && above > below;
  const {style} = popup;
  style.minWidth = `${Math.min(box.width, window.innerWidth - 2 * MARGIN)}px`;
  style.maxHeight = `${Math.max(80, Math.min(TALLEST, up ? above : below))}px`;
  style.left = `${Math.max(MARGIN, Math.min(box.left, window.innerWidth - popup.offsetWidth - MARGIN))}px`;
  style.top = up ? "auto" : `${box.bottom + GAP}px`;
  style.bottom = up ? `${window.innerHeight - box.top + GAP}px` : "auto";
}
