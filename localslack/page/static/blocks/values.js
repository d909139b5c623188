// What controls hold: before anybody touched them, and in a whole view.

const INITIAL = {
  channels_select: "initial_channel",
  checkboxes: "initial_options",
  conversations_select: "initial_conversation",
  datepicker: "initial_date",
  datetimepicker: "initial_date_time",
  email_text_input: "initial_value",
  external_select: "initial_option",
  multi_channels_select: "initial_channels",
  multi_conversations_select: "initial_conversations",
  multi_external_select: "initial_options",
  multi_static_select: "initial_options",
  multi_users_select: "initial_users",
  number_input: "initial_value",
  plain_text_input: "initial_value",
  radio_buttons: "initial_option",
  rich_text_input: "initial_value",
  static_select: "initial_option",
  timepicker: "initial_time",
  url_text_input: "initial_value",
  users_select: "initial_user",
};

const holdsList = (type) => type === "checkboxes" || type.startsWith("multi_");
const holdsText = (type) => type.endsWith("_input") && type !== "rich_text_input";

/** What a control holds at first. */
export const initialOf = (element) =>
  element[INITIAL[element.type]] ?? (holdsList(element.type) ? [] : holdsText(element.type) ? "" : null);

/** Whether nothing is filled in. */
export const isEmpty = (value) => value === null || value === undefined || value === "" || value.length === 0;

/** Every control of some blocks that holds something, with its block. */
export function* controlsOf(blocks) {
  for (const block of blocks ?? []) {
    for (const element of [block.accessory, block.element, ...(block.elements ?? [])]) {
      if (element?.action_id && element.type in INITIAL) yield {block, element};
    }
    yield* controlsOf(block.child_blocks);
  }
}

/** The name of a control's value in a form: Slack keeps what was typed as long as both ids stay. */
export const keyOf = (blockId, actionId) => JSON.stringify([blockId, actionId]);
