// Dates and times, with the browser's own pickers.

import {html, useRef} from "../vendor/preact.js";
import {useControl, useDelayed, useFocusOnLoad} from "./control.js";
import {Deed} from "./deed.js";
import {words} from "./mrkdwn.js";

// Somebody who types a date changes it three times.
const PAUSE = 400;

const same = (value) => value ?? "";
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
  return html`<${Deed} deed=${control.deed}>
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
