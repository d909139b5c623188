// A select menu with typeahead: the combobox of the ARIA patterns, and the popup its list is in.

import {html, useEffect, useLayoutEffect, useRef, useState} from "../vendor/preact.js";
import {icon} from "./pictures.js";
import {useName} from "./scene.js";

/**
 * @param {{aria: object, placeholder: string, required: boolean, multiple: boolean, most: number,
 *   chosen: {id: string, text: string}[], groups: {label: string, choices: object[]}[], status: string, failed: boolean,
 *   typed: string, open: boolean, onType: (text: string) => void, onOpen: (open: boolean) => void,
 *   onPick: (choice: object) => void, onDrop: (choice: object) => void, inputRef: object}} props
 */
export function Combobox(props) {
  const {aria, multiple, chosen, groups, typed, open, onType, onOpen, onPick, onDrop, inputRef} = props;
  const [active, setActive] = useState(0);
  const [box, popup] = [useRef(null), useRef(null)];
  const list = useName("bk-list");
  const choices = groups.flatMap((group) => group.choices);
  const current = choices[Math.min(active, choices.length - 1)];
  usePopup(open, box, popup);
  useEffect(() => {
    if (open) popup.current?.querySelector("[data-active]")?.scrollIntoView({block: "nearest"});
  });

  const isChosen = (choice) => chosen.some((other) => other.id === choice.id);
  const isFull = multiple && props.most && chosen.length >= props.most;
  const show = (wanted) => {
    if (aria.disabled || wanted === open) return;
    setActive(0);
    onOpen(wanted);
  };
  const pick = (choice) => {
    if (multiple && isChosen(choice)) onDrop(choice);
    else if (!isFull) onPick(choice);
    if (multiple) onType("");
    else show(false);
  };
  const move = (step) => {
    if (!open) show(true);
    else if (choices.length) setActive((choices.indexOf(current) + step + choices.length) % choices.length);
  };
  const keys = (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && open && current) pick(current);
    else if (event.key === "Enter" && !open) show(true);
    else if (event.key === "Escape" && open) show(false);
    else if (event.key === "Backspace" && multiple && !typed && chosen.length) return void onDrop(chosen.at(-1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const type = (event) => {
    show(true);
    setActive(0);
    onType(event.target.value);
  };
  const single = multiple ? "" : (chosen[0]?.text ?? "");
  const hint = multiple && chosen.length ? "" : props.placeholder;
  return html`<div class=${`bk-combobox${multiple ? " bk-multiple" : ""}`} ref=${box}
    onClick=${(event) => event.target === box.current && inputRef.current.focus()}>
    ${multiple && chosen.map((choice) => html`<span class="bk-chip" key=${choice.id}>${choice.text}
      <button type="button" aria-label=${`Remove ${choice.text}`} disabled=${aria.disabled}
        onClick=${() => onDrop(choice)}>${icon("cross")}</button></span>`)}
    <input ...${aria} ref=${inputRef} type="text" role="combobox" autocomplete="off" spellcheck=${false}
      aria-expanded=${String(open)} aria-controls=${open ? list : undefined} aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-activedescendant=${open && current ? `${list}-${choices.indexOf(current)}` : undefined}
      aria-required=${props.required ? "true" : undefined} placeholder=${open && single ? single : hint}
      value=${open ? typed : single} onInput=${type} onKeyDown=${keys} onClick=${() => show(true)}
      onBlur=${() => show(false)} />
    ${!multiple && !props.required && props.clearable && chosen.length > 0
      ? html`<button type="button" class="bk-clear" aria-label="Clear" disabled=${aria.disabled}
          onClick=${() => onDrop(chosen[0])}>${icon("cross")}</button>`
      : html`<span class="bk-chevron">${icon("chevron")}</span>`}
    ${open && html`<div class="bk-popup" popover="manual" ref=${popup} onMouseDown=${(event) => event.preventDefault()}>
      <div role="listbox" id=${list} aria-label=${props.placeholder} aria-multiselectable=${multiple ? "true" : undefined}>
        ${groups.map((group) => html`<${Group} group=${group} from=${choices.indexOf(group.choices[0])} list=${list}
          current=${current} isChosen=${isChosen} isFull=${isFull} onPick=${pick} />`)}
      </div>
      ${isFull && html`<div class="bk-status" role="status">You can choose up to ${props.most}.</div>`}
      ${props.status &&
      html`<div class=${`bk-status${props.failed ? " bk-failed" : ""}`} role="status">${props.status}</div>`}
    </div>`}
  </div>`;
}

function Group({group, from, list, current, isChosen, isFull, onPick}) {
  const options = group.choices.map((choice, at) => html`<div role="option" key=${choice.id} id=${`${list}-${from + at}`}
    class="bk-option" data-active=${choice === current ? "" : undefined} aria-selected=${String(isChosen(choice))}
    aria-disabled=${isFull && !isChosen(choice) ? "true" : undefined} onClick=${() => onPick(choice)}>
    <span>${choice.text}</span>${isChosen(choice) && icon("check")}
    ${choice.description && html`<small>${choice.description}</small>`}
  </div>`);
  if (!group.label) return options;
  return html`<div role="group" aria-label=${group.label}>
    <div class="bk-group" aria-hidden="true">${group.label}</div>${options}
  </div>`;
}

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
