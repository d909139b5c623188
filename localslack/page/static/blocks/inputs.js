// Fields to fill in: text, dates and times, radio buttons and checkboxes.

import {html, useRef} from "../vendor/preact.js";
import {ActionFrame, useControl, useDelayed, useFocusOnLoad} from "./control.js";
import {Text, words} from "./mrkdwn.js";
import {useName} from "./scene.js";

// A date that is typed changes three times.
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
  const later = useDelayed((value) => control.action.fire(value), PAUSE);
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
    control.action.fire(control.value);
  };
  const common = {
    ...control.aria, class: "bk-input", ref: input, value: text, placeholder: words(element.placeholder),
    maxLength: element.max_length, "aria-required": control.required ? "true" : undefined,
    onInput: type, onKeyDown: press,
  };
  const field = multiline
    ? html`<textarea rows=${rows ?? 4} ...${common}></textarea>`
    : html`<input type="text" inputmode=${mode} autocomplete="off" ...${common} />`;
  return html`<${ActionFrame} action=${control.action}>
    ${field}<${Counter} length=${text.length} most=${element.max_length} />
  <//>`;
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

const orNothing = (value) => value || null;

function Picker({element, type, called, shown = same, read = orNothing}) {
  const control = useControl(element, words(element.placeholder) || called);
  const input = useRef(null);
  useFocusOnLoad(element, input);
  const later = useDelayed((value) => control.choose(value), PAUSE);
  const change = (event) => {
    const value = read(event.target.value);
    if (control.acts && value !== null) later(value);
    else if (!control.acts) control.keep(value);
  };
  return html`<${ActionFrame} action=${control.action}>
    <input class="bk-input bk-picker" type=${type} ref=${input} value=${shown(control.value)} ...${control.aria}
      onChange=${change} />
  <//>`;
}

export const DatePicker = ({element}) => html`<${Picker} element=${element} type="date" called="Select a date" />`;
export const TimePicker = ({element}) => html`<${Picker} element=${element} type="time" called="Select a time" />`;

const two = (number) => String(number).padStart(2, "0");

function localTime(seconds) {
  if (!seconds) return "";
  const date = new Date(seconds * 1000);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const seconds = (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : null);

export const DateTimePicker = ({element}) =>
  html`<${Picker} element=${element} type="datetime-local" called="Select a date and time" shown=${localTime}
    read=${seconds} />`;

const isSame = (a, b) => (a && b ? a.value === b.value : false);

export function RadioButtons({element}) {
  const control = useControl(element, "Choose one");
  return html`<${Choices} element=${element} control=${control} kind="radio"
    chosen=${(option) => isSame(option, control.value)} onPick=${(option) => control.choose(option)} />`;
}

export function Checkboxes({element}) {
  const control = useControl(element, "Choose any");
  const chosen = (option) => control.value.some((other) => isSame(option, other));
  // In the order of the options, as Slack sends them.
  const toggle = (option) => control.choose(element.options.filter((other) => chosen(other) !== isSame(other, option)));
  return html`<${Choices} element=${element} control=${control} kind="checkbox" chosen=${chosen} onPick=${toggle} />`;
}

function Choices({element, control, kind, chosen, onPick}) {
  const name = useName("bk-choice");
  const first = useRef(null);
  useFocusOnLoad(element, first);
  const {disabled, ...aria} = control.aria;
  const change = (option) => (event) => {
    onPick(option);
    event.target.checked = chosen(option); // until the question is answered it stays as it was
  };
  return html`<${ActionFrame} action=${control.action}>
    <div class="bk-choices" role=${kind === "radio" ? "radiogroup" : "group"} ...${aria}>
      ${element.options.map((option, at) => html`<label class="bk-choice">
        <input ref=${at ? undefined : first} type=${kind} name=${name} checked=${chosen(option)} disabled=${disabled}
          onChange=${change(option)} />
        <span><${Text} of=${option.text} />
          ${option.description && html`<small><${Text} of=${option.description} /></small>`}</span>
      </label>`)}
    </div>
  <//>`;
}
