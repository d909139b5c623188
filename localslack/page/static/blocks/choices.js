// Radio buttons and checkboxes.

import {html, useRef} from "../vendor/preact.js";
import {useControl, useFocusOnLoad} from "./control.js";
import {Deed} from "./deed.js";
import {Text} from "./mrkdwn.js";
import {useName} from "./scene.js";

const same = (a, b) => (a && b ? a.value === b.value : false);

export function RadioButtons({element}) {
  const control = useControl(element, "Choose one");
  return html`<${Choices} element=${element} control=${control} kind="radio"
    chosen=${(option) => same(option, control.value)} onPick=${(option) => control.choose(option)} />`;
}

export function Checkboxes({element}) {
  const control = useControl(element, "Choose any");
  const chosen = (option) => control.value.some((other) => same(option, other));
  // In the order of the options, as Slack sends them.
  const toggle = (option) => control.choose(element.options.filter((other) => chosen(other) !== same(other, option)));
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
  return html`<${Deed} deed=${control.deed}>
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
