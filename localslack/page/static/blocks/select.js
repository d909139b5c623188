// Select menus: where their choices come from, and what choosing one sends.

import {html, useRef, useState} from "../vendor/preact.js";
import {Combobox} from "./combobox.js";
import {useControl, useFocusOnLoad} from "./control.js";
import {Deed} from "./deed.js";
import {words} from "./mrkdwn.js";
import {groupsOf, ofOption} from "./options.js";
import {useScene} from "./scene.js";
import {useSuggestions} from "./suggestions.js";

const PEOPLE = /users_select$/;
const PLACES = /(channels|conversations)_select$/;

const ofUser = ([id, user]) => ({
  id, value: id, text: user.real_name || user.name || id, description: user.real_name && user.name ? `@${user.name}` : "",
});
const ofChannel = ([id, channel]) => ({id, value: id, text: `#${channel.name}`, description: ""});

/** Everything a menu offers without asking the app. */
function offered(element, env) {
  if (PEOPLE.test(element.type)) return [{label: "", choices: [...env.users].map(ofUser)}];
  if (!PLACES.test(element.type)) return groupsOf(element);
  const {include} = element.filter ?? {};
  const fits = ([, channel]) => !include || !channel.kind || include.includes(channel.kind);
  const open = element.type.includes("channels") ? ([, channel]) => channel.kind !== "private" : () => true;
  return [{label: "", choices: [...env.channels].filter((place) => fits(place) && open(place)).map(ofChannel)}];
}

function matching(groups, typed) {
  const wanted = typed.trim().toLowerCase();
  const fits = ({text, description}) => `${text}\n${description}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({...group, choices: group.choices.filter(fits)})).filter((group) => group.choices.length);
}

/** What is held, as choices: an option, or an id. */
function asChoices(value, element, env) {
  const all = Array.isArray(value) ? value : value === null ? [] : [value];
  const known = PEOPLE.test(element.type) ? env.users : env.channels;
  const make = PEOPLE.test(element.type) ? ofUser : ofChannel;
  return all.map((one) => (typeof one === "string" ? make([one, known.get(one) ?? {name: one}]) : ofOption(one)));
}

const CALLED = [
  [PEOPLE, "Select a user"], [/channels_select$/, "Select a channel"], [/conversations_select$/, "Select a conversation"],
];

/** @param {{element: object}} props any of the select menus */
export function Select({element}) {
  const {env, form, field} = useScene();
  const multiple = element.type.startsWith("multi_");
  const usual = CALLED.find(([kind]) => kind.test(element.type))?.[1] ?? "Select an option";
  const called = words(element.placeholder) || usual;
  const control = useControl(element, called);
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const input = useRef(null);
  useFocusOnLoad(element, input);
  const external = element.type.endsWith("external_select");
  const asked = useSuggestions(element, typed, external && open);
  const groups = external ? asked.groups : open ? matching(offered(element, env), typed) : [];
  const none = open && !external && !groups.length ? "No results" : "";

  const chosen = asChoices(control.value, element, env);
  const show = (wanted) => {
    setOpen(wanted);
    setTyped("");
  };
  const pick = (choice) => control.choose(multiple ? [...control.value, choice.value] : choice.value);
  const drop = (choice) =>
    control.choose(multiple ? control.value.filter((_, at) => chosen[at].id !== choice.id) : null);
  return html`<${Deed} deed=${control.deed}>
    <${Combobox} aria=${control.aria} placeholder=${called} required=${control.required} multiple=${multiple}
      most=${element.max_selected_items} chosen=${chosen} groups=${groups} status=${external ? asked.status : none}
      failed=${asked.failed} typed=${typed} open=${open} clearable=${Boolean(form && field)} inputRef=${input}
      onType=${setTyped} onOpen=${show} onPick=${pick} onDrop=${drop} />
  <//>`;
}
