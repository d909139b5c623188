// Buttons of every kind, and the menu behind three dots.

import {html, useLayoutEffect, useRef, useState} from "../vendor/preact.js";
import {usePopup} from "./combobox.js";
import {ActionFrame, useAction} from "./control.js";
import {safeUrl} from "./inline.js";
import {Text, words} from "./mrkdwn.js";
import {icon} from "./pictures.js";

const look = ({style}) => `bk-button${["primary", "danger"].includes(style) ? ` bk-button-${style}` : ""}`;
const busy = (action) => (action.busy ? "true" : undefined);

/** A button, a button that opens a page, or one that starts a workflow. */
export function Button({element}) {
  const action = useAction(element);
  const href = safeUrl(element.url);
  const label = element.accessibility_label || undefined;
  const face = html`<span><${Text} of=${element.text} /></span>`;
  if (href && !element.confirm && !action.dead) {
    return html`<${ActionFrame} action=${action}>
      <a class=${look(element)} href=${href} target="_blank" rel="noopener noreferrer" aria-label=${label}
        aria-busy=${busy(action)} onClick=${() => action.fire(element.value)}>${face}</a>
    <//>`;
  }
  const visit = href ? () => window.open(href, "_blank", "noopener,noreferrer") : undefined;
  return html`<${ActionFrame} action=${action}>
    <button type="button" class=${look(element)} aria-label=${label} aria-busy=${busy(action)} disabled=${action.dead}
      onClick=${() => action.fire(element.value, visit)}>${face}</button>
  <//>`;
}

/** A small button with a picture on it. */
export function IconButton({element}) {
  const action = useAction(element);
  const name = element.accessibility_label || words(element.text);
  return html`<${ActionFrame} action=${action}>
    <button type="button" class="bk-icon-button" aria-label=${name} title=${words(element.text)} aria-busy=${busy(action)}
      disabled=${action.dead} onClick=${() => action.fire(element.value)}>${icon(element.icon)}</button>
  <//>`;
}

/** Two thumbs. */
export function FeedbackButtons({element}) {
  const action = useAction(element);
  const thumb = (side, picture) => html`<button type="button" class="bk-icon-button"
    aria-label=${side.accessibility_label || words(side.text)} title=${words(side.text)} aria-busy=${busy(action)}
    disabled=${action.dead} onClick=${() => action.fire(side.value)}>${icon(picture)}</button>`;
  return html`<${ActionFrame} action=${action}>
    ${thumb(element.positive_button, "thumb_up")}${thumb(element.negative_button, "thumb_down")}
  <//>`;
}

export function Overflow({element}) {
  const action = useAction(element);
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
    action.fire(option, href ? () => window.open(href, "_blank", "noopener,noreferrer") : undefined);
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
    if (event.key !== "ArrowDown" || action.dead) return;
    event.preventDefault();
    setOpen(true);
  };
  return html`<${ActionFrame} action=${action}>
    <button type="button" class="bk-icon-button bk-bordered" ref=${button} aria-label="More options" aria-haspopup="menu"
      aria-expanded=${String(open)} aria-busy=${action.busy ? "true" : undefined} disabled=${action.dead}
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
