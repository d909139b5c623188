// Fields to write in.

import {html, useRef} from "../vendor/preact.js";
import {useControl, useDelayed, useFocusOnLoad} from "./control.js";
import {Deed} from "./deed.js";
import {words} from "./mrkdwn.js";

const PAUSE = 400;
// From here on it matters how much room is left.
const NEAR = 0.8;

const same = (value) => value ?? "";
const asIs = (text) => text;

function Entry({element, multiline = false, mode, shown = same, read = asIs, rows}) {
  const control = useControl(element, words(element.placeholder) || "Your answer");
  const input = useRef(null);
  useFocusOnLoad(element, input);
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const later = useDelayed((value) => control.deed.fire(value), PAUSE);
  const text = shown(control.value);

  const type = (event) => {
    const value = read(event.target.value);
    control.keep(value);
    if (control.acts && triggers.includes("on_character_entered")) later(value);
  };
  const press = (event) => {
    if (event.key !== "Enter" || event.isComposing || multiline) return;
    if (!control.acts || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    control.deed.fire(control.value);
  };
  const common = {
    ...control.aria, class: "bk-input", ref: input, value: text, placeholder: words(element.placeholder),
    maxLength: element.max_length, "aria-required": control.required ? "true" : undefined,
    onInput: type, onKeyDown: press,
  };
  const field = multiline
    ? html`<textarea rows=${rows ?? 4} ...${common}></textarea>`
    : html`<input type="text" inputmode=${mode} autocomplete="off" ...${common} />`;
  return html`<${Deed} deed=${control.deed}>${field}<${Counter} length=${text.length} most=${element.max_length} /><//>`;
}

function Counter({length, most}) {
  if (!most || length < most * NEAR) return null;
  const left = most - length;
  return html`<span class="bk-counter" role="status" aria-label=${`${left} characters left`}>${left}</span>`;
}

export const PlainTextInput = ({element}) => html`<${Entry} element=${element} multiline=${element.multiline} />`;
export const EmailInput = ({element}) => html`<${Entry} element=${element} mode="email" />`;
export const UrlInput = ({element}) => html`<${Entry} element=${element} mode="url" />`;
export const NumberInput = ({element}) =>
  html`<${Entry} element=${element} mode=${element.is_decimal_allowed ? "decimal" : "numeric"} />`;

/** The words of a rich text, without its formatting. */
function flat(rich) {
  const line = (part) => (part.elements ?? []).map((piece) => piece.text ?? piece.url ?? "").join("");
  return (rich?.elements ?? []).map(line).join("\n");
}

function rich(text) {
  const words = {type: "text", text};
  return text ? {type: "rich_text", elements: [{type: "rich_text_section", elements: [words]}]} : null;
}

export const RichTextInput = ({element}) =>
  html`<${Entry} element=${element} multiline rows=${element.min_lines ?? 5} shown=${flat} read=${rich} />`;

/** The local Slack keeps no files. */
export const FileInput = () => html`<p class="bk-placeholder">Files cannot be uploaded here.</p>`;
