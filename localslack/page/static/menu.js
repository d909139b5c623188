// A button with a menu, after the ARIA pattern: arrow keys move, a letter jumps, Escape closes.

import {html, useEffect, useLayoutEffect, useRef, useState} from "./vendor/preact.js";

const GAP = 6;

/**
 * @param {object} props
 * @param {string} props.label what the button is called
 * @param {unknown} props.children what is in the button
 * @param {object[]} props.items each a `{rule: true}`, or with `key`, `label`, `onChoose`, and perhaps `icon`, `note`,
 *   `checked` (one of several) and `danger`
 * @param {string} [props.heading] what stands over the items
 * @param {(open: boolean) => void} [props.onToggle]
 */
export function Menu({label, title, className, children, items, heading, onToggle}) {
  const [open, setOpen] = useState(false);
  const button = useRef(null);

  const show = (wanted) => {
    setOpen(wanted);
    onToggle?.(wanted);
  };
  const close = () => {
    show(false);
    button.current?.focus();
  };

  return html`<button
      type="button"
      class=${className}
      ref=${button}
      aria-label=${label}
      title=${title ?? label}
      aria-haspopup="menu"
      aria-expanded=${open ? "true" : "false"}
      onClick=${() => show(!open)}
      onKeyDown=${(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        event.stopPropagation();
        show(true);
      }}
    >
      ${children}
    </button>
    ${open &&
    html`<${Items}
      anchor=${button}
      items=${items}
      label=${heading ?? label}
      heading=${heading}
      onClose=${close}
      onLeave=${() => show(false)}
    />`}`;
}

function Items({anchor, items, label, heading, onClose, onLeave}) {
  const box = useRef(null);
  const choices = () => [...box.current.querySelectorAll('[role^="menuitem"]')];

  useLayoutEffect(() => {
    box.current.showPopover();
    place(box.current, anchor.current.getBoundingClientRect());
    (choices().find((item) => item.getAttribute("aria-checked") === "true") ?? choices()[0])?.focus();
  }, []);

  useEffect(() => {
    const away = ({target}) => {
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) onLeave();
    };
    const moved = ({target}) => {
      if (!box.current?.contains(target)) onLeave();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("scroll", moved, true);
    window.addEventListener("resize", onLeave);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("scroll", moved, true);
      window.removeEventListener("resize", onLeave);
    };
  });

  const onKeyDown = (event) => {
    event.stopPropagation();
    if (event.key === "Tab") return onLeave();
    if (event.key === "Escape") return onClose();
    const to = target(event.key, choices());
    if (!to) return;
    event.preventDefault();
    to.focus();
  };

  return html`<div class="menu" role="menu" aria-label=${label} popover="manual" ref=${box} onKeyDown=${onKeyDown}>
    ${heading && html`<div class="menu-heading" role="presentation">${heading}</div>`}
    ${items.map((item, at) =>
      item.rule
        ? html`<hr key=${at} />`
        : html`<${Item} key=${item.key} item=${item} onChoose=${() => (onClose(), item.onChoose())} />`,
    )}
  </div>`;
}

function Item({item: {label, note, icon, checked, danger}, onChoose}) {
  return html`<button
    type="button"
    class=${danger ? "menu-item menu-danger" : "menu-item"}
    role=${checked === undefined ? "menuitem" : "menuitemradio"}
    aria-checked=${checked === undefined ? undefined : String(checked)}
    tabindex="-1"
    onClick=${onChoose}
  >
    ${icon}<span class="menu-label">${label}</span>${note && html`<span class="menu-note">${note}</span>`}
  </button>`;
}

function target(key, choices) {
  const at = choices.indexOf(document.activeElement);
  if (key === "ArrowDown") return choices[(at + 1) % choices.length];
  if (key === "ArrowUp") return choices[(at - 1 + choices.length) % choices.length];
  if (key === "Home") return choices[0];
  if (key === "End") return choices.at(-1);
  if (key.length !== 1 || key === " ") return null;
  const after = [...choices.slice(at + 1), ...choices.slice(0, at + 1)];
  return after.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

/** Below the button, or above it where there is no room; never outside the window. */
function place(menu, from) {
  const {width, height} = menu.getBoundingClientRect();
  const below = from.bottom + GAP + height <= innerHeight;
  const top = below ? from.bottom + GAP : Math.max(GAP, from.top - GAP - height);
  const left = Math.max(GAP, Math.min(from.left, innerWidth - width - GAP));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}
