// The shortcodes people use most, and what they stand for.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|muscle 💪|ok_hand 👌|point_right 👉|point_left 👈
point_up ☝️|point_up_2 👆|point_down 👇|raised_hand ✋|hand ✋|v ✌️|crossed_fingers 🤞|handshake 🤝|writing_hand ✍️|eyes 👀
eye 👁️|brain 🧠|smile 😄|smiley 😃|grinning 😀|grin 😁|laughing 😆|joy 😂|rofl 🤣|slightly_smiling_face 🙂|upside_down_face 🙃
wink 😉|blush 😊|heart_eyes 😍|star-struck 🤩|thinking_face 🤔|face_with_monocle 🧐|nerd_face 🤓|sunglasses 😎|neutral_face 😐
expressionless 😑|face_with_rolling_eyes 🙄|smirk 😏|grimacing 😬|relieved 😌|sleeping 😴|sweat 😓|sweat_smile 😅|worried 😟
confused 😕|slightly_frowning_face 🙁|cry 😢|sob 😭|angry 😠|rage 😡|scream 😱|exploding_head 🤯|partying_face 🥳|shrug 🤷
facepalm 🤦|man-shrugging 🤷‍♂️|woman-shrugging 🤷‍♀️|robot_face 🤖|ghost 👻|skull 💀|see_no_evil 🙈|heart ❤️|broken_heart 💔
green_heart 💚|blue_heart 💙|purple_heart 💜|yellow_heart 💛|orange_heart 🧡|sparkling_heart 💖|100 💯|boom 💥|fire 🔥|sparkles ✨
star ⭐|star2 🌟|dizzy 💫|zap ⚡|sunny ☀️|cloud ☁️|rainbow 🌈|snowflake ❄️|ocean 🌊|seedling 🌱|evergreen_tree 🌲
four_leaf_clover 🍀|tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|medal 🏅|first_place_medal 🥇|dart 🎯|rocket 🚀
airplane ✈️|car 🚗|bike 🚲|ship 🚢|house 🏠|office 🏢|hospital 🏥|school 🏫|coffee ☕|tea 🍵|beer 🍺|beers 🍻|cake 🍰
birthday 🎂|pizza 🍕|cookie 🍪|apple 🍎|warning ⚠️|rotating_light 🚨|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗
bangbang ‼️|interrobang ⁉️|information_source ℹ️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|construction 🚧|sos 🆘|new 🆕
ok 🆗|up 🆙|free 🆓|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎
heavy_plus_sign ➕|heavy_minus_sign ➖|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢
large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_green_square 🟩|arrow_right ➡️|arrow_left ⬅️
arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrows_counterclockwise 🔄|repeat 🔁|leftwards_arrow_with_hook ↩️|back 🔙|soon 🔜
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣|hash #️⃣
hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|stopwatch ⏱️|alarm_clock ⏰|timer_clock ⏲️|clock1 🕐|clock3 🕒|clock9 🕘
calendar 📆|date 📅|spiral_calendar_pad 🗓️|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|memo 📝|pencil 📝
pencil2 ✏️|clipboard 📋|page_facing_up 📄|page_with_curl 📃|scroll 📜|books 📚|book 📖|open_book 📖|notebook 📓|bookmark 🔖
label 🏷️|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|scissors ✂️|wastebasket 🗑️|file_folder 📁|open_file_folder 📂
card_index_dividers 🗂️|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|envelope ✉️|email 📧|incoming_envelope 📨|mag 🔍
mag_right 🔎|bulb 💡|flashlight 🔦|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|magnet 🧲
ladder 🪜|microscope 🔬|test_tube 🧪|computer 💻|desktop_computer 🖥️|keyboard ⌨️|printer 🖨️|floppy_disk 💾|battery 🔋
electric_plug 🔌|satellite 🛰️|satellite_antenna 📡|phone ☎️|telephone ☎️|telephone_receiver 📞|iphone 📱|calling 📲|fax 📠
speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️|mega 📣|loudspeaker 📢|bell 🔔|no_bell 🔕|speaker 🔈|mute 🔇
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|credit_card 💳|receipt 🧾|scales ⚖️
classical_building 🏛️|globe_with_meridians 🌐|earth_africa 🌍|world_map 🗺️|compass 🧭|checkered_flag 🏁|triangular_flag_on_post 🚩
white_flag 🏳️|bust_in_silhouette 👤|busts_in_silhouette 👥|raising_hand 🙋|construction_worker 👷|technologist 🧑‍💻|fire_engine 🚒
ambulance 🚑|police_car 🚓|bug 🐛|snail 🐌|turtle 🐢|whale 🐳|penguin 🐧|dog 🐶|cat 🐱|unicorn_face 🦄|duck 🦆|owl 🦉|bee 🐝
`;

const KNOWN = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => {
      const gap = entry.indexOf(" ");
      return [entry.slice(0, gap), entry.slice(gap + 1)];
    }),
);

// People's shortcodes with a skin tone are drawn without it.
const TONE = /::skin-tone-[2-6]$/;

/** Every name with its character, for completion lists. */
export const emojiNames = () => [...KNOWN.keys()];

/**
 * The character of a shortcode.
 * @param {string} name without colons
 * @returns {string|undefined} nothing for a name that is not in the table
 */
export const emoji = (name) => KNOWN.get(name.replace(TONE, ""));

/**
 * What a shortcode looks like: its character, or `:name:`.
 * @param {string} name without colons
 */
export const emojiText = (name) => emoji(name) ?? `:${name}:`;
