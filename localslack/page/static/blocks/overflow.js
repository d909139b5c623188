// The menu behind three dots.

import {html, useLayoutEffect, useRef, useState} from "../vendor/preact.js";
import {Deed, useDeed} from "./deed.js";
import {icon} from "./icons.js";
import {safeUrl} from "./links.js";
import {Text} from "./mrkdwn.js";
import {usePopup} from "./popup.js";

export function Overflow({element}) {
  const deed = useDeed(element);
  const [open, setOpen] = useState(false);
  const [button, menu] = [useRef(null), useRef(null)];
  usePopup(open, button, menu);
  useLayoutEffect(() => {
    if (open) menu.current.firstElementChild?.focus();
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current.focus();
  };
  const leave = (event) => {
    const to = event.relatedTarget;
    if (!menu.current?.contains(to) && to !== button.current) setOpen(false);
  };
  const pick = (option) => {
    close();
    const href = safeUrl(option.url);
    deed.fire(option, href ? () => window.open(href, "_blank", "noopener,noreferrer") : undefined);
  };
  const keys = (event) => {
    const items = [...menu.current.children];
    const at = items.indexOf(document.activeElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1}[event.key];
    if (to !== undefined) items.at(to % items.length).focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const openKeys = (event) => {
    if (event.key !== "ArrowDown" || deed.dead) return;
    event.preventDefault();
    setOpen(true);
  };
  return html`<${Deed} deed=${deed}>
    <button type="button" class="bk-icon-button bk-bordered" ref=${button} aria-label="More options" aria-haspopup="menu"
      aria-expanded=${String(open)} aria-busy=${deed.busy ? "true" : undefined} disabled=${deed.dead}
      onClick=${() => setOpen(!open)} onKeyDown=${openKeys}>${icon("more")}</button>
    ${open && html`<div class="bk-popup" role="menu" popover="manual" ref=${menu} aria-label="More options"
      onKeyDown=${keys} onFocusOut=${leave}>
      ${element.options.map((option) => html`<button type="button" role="menuitem" class="bk-option" tabindex="-1"
        onClick=${() => pick(option)}>
        <span><${Text} of=${option.text} /></span>
        ${option.description && html`<small><${Text} of=${option.description} /></small>`}
      </button>`)}
    </div>`}
  <//>`;
}
