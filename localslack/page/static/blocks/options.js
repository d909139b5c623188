// Options of menus as the combobox takes them.

import {emojiText} from "./emoji.js";
import {words} from "./mrkdwn.js";

const SHORTCODE = /:([a-z0-9_+'-]{1,80}):/gi;
const plain = (text) => words(text).replace(SHORTCODE, (_, name) => emojiText(name));

/** An option as a choice; its value is the whole option, as Slack sends it. */
export const ofOption = (option) => ({
  id: option.value, text: plain(option.text), description: plain(option.description), value: option,
});

/** @param {{options?: object[], option_groups?: object[]}} from an element, or an app's answer */
export function groupsOf({options, option_groups: groups}) {
  if (groups) return groups.map((group) => ({label: plain(group.label), choices: group.options.map(ofOption)}));
  return [{label: "", choices: (options ?? []).map(ofOption)}];
}
