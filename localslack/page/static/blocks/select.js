// Select menus: their options, also those an app offers while a person types, and what choosing one sends.

import {html, useEffect, useRef, useState} from "../vendor/preact.js";
import {Combobox} from "./combobox.js";
import {ActionFrame, answered, sentence, useControl, useFocusOnLoad} from "./control.js";
import {emojiText} from "./emoji.js";
import {words} from "./mrkdwn.js";
import {useScene} from "./scene.js";

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
  return html`<${ActionFrame} action=${control.action}>
    <${Combobox} aria=${control.aria} placeholder=${called} required=${control.required} multiple=${multiple}
      most=${element.max_selected_items} chosen=${chosen} groups=${groups} status=${external ? asked.status : none}
      failed=${asked.failed} typed=${typed} open=${open} clearable=${Boolean(form && field)} inputRef=${input}
      onType=${setTyped} onOpen=${show} onPick=${pick} onDrop=${drop} />
  <//>`;
}

const SHORTCODE = /:([a-z0-9_+'-]{1,80}):/gi;
const plain = (text) => words(text).replace(SHORTCODE, (_, name) => emojiText(name));

/** An option as a choice; its value is the whole option, as Slack sends it. */
const ofOption = (option) => ({
  id: option.value, text: plain(option.text), description: plain(option.description), value: option,
});

/** @param {{options?: object[], option_groups?: object[]}} from an element, or an app's answer */
function groupsOf({options, option_groups: groups}) {
  if (groups) return groups.map((group) => ({label: plain(group.label), choices: group.options.map(ofOption)}));
  return [{label: "", choices: (options ?? []).map(ofOption)}];
}

const PAUSE = 150;
// Slack's own, where a menu says nothing.
const LEAST = 3;

/**
 * @param {object} element an external select menu
 * @param {string} typed
 * @param {boolean} open nothing is asked while it is closed
 * @returns {{groups: object[], status: string, failed: boolean}}
 */
function useSuggestions(element, typed, open) {
  const {env, on, blockId} = useScene();
  const [state, setState] = useState({groups: [], status: "", failed: false});
  const turn = useRef(0);
  const least = element.min_query_length ?? LEAST;

  useEffect(() => {
    const mine = ++turn.current;
    if (!open) return undefined;
    if (typed.length < least) {
      const status = least > 1 ? `Type ${least} or more characters` : "Type to search";
      setState({groups: [], status, failed: false});
      return undefined;
    }
    setState((old) => ({...old, status: "Searching…", failed: false}));
    const ask = async () => {
      let next;
      try {
        const answer = answered(await env.suggest({on, action_id: element.action_id, block_id: blockId, typed}));
        const groups = groupsOf(answer ?? {}).filter((group) => group.choices.length);
        next = {groups, status: groups.length ? "" : "No results", failed: false};
      } catch (failure) {
        next = {groups: [], status: sentence(failure), failed: true};
      }
      if (mine === turn.current) setState(next); // a later question has its own answer
    };
    const timer = setTimeout(ask, PAUSE);
    return () => clearTimeout(timer);
  }, [open, typed]);
  useEffect(() => () => (turn.current += 1), []);
  return state;
}
