// Every element by its type.

import {html} from "../vendor/preact.js";
import {Button, FeedbackButtons, IconButton, Overflow} from "./buttons.js";
import {
  Checkboxes, DatePicker, DateTimePicker, EmailInput, FileInput, NumberInput, PlainTextInput, RadioButtons,
  RichTextInput, TimePicker, UrlInput,
} from "./inputs.js";
import {Picture} from "./pictures.js";
import {useScene} from "./scene.js";
import {Select} from "./select.js";

const ELEMENTS = {
  button: Button,
  workflow_button: Button,
  icon_button: IconButton,
  feedback_buttons: FeedbackButtons,
  overflow: Overflow,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  datepicker: DatePicker,
  timepicker: TimePicker,
  datetimepicker: DateTimePicker,
  plain_text_input: PlainTextInput,
  email_text_input: EmailInput,
  url_text_input: UrlInput,
  number_input: NumberInput,
  rich_text_input: RichTextInput,
  file_input: FileInput,
  image: Picture,
};

/** One element; nothing where it is not for this reader. */
export function Element({element}) {
  const {env} = useScene();
  if (!element) return null;
  const {type, visible_to_user_ids: readers} = element;
  if (readers?.length && !readers.includes(env.me)) return null;
  const Drawn = Object.hasOwn(ELEMENTS, type) ? ELEMENTS[type] : String(type).endsWith("_select") ? Select : null;
  if (!Drawn) return html`<span class="bk-placeholder">${String(type)}</span>`;
  return html`<${Drawn} element=${element} />`;
}
