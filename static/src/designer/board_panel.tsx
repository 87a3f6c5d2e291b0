// The settings of the board itself: name, purpose, theme, whose it is, and the screen it is made for.

import type { Author } from "./author";
import type { Content, Kit, Problem, Screen } from "./content";
import { SettledNumber } from "./number_input";
import type { DesignerWord } from "./words";
import { tell } from "./words";

interface Props {
  content: Content;
  kit: Kit;
  author: Author;
  problems: Problem[];
}

const PURPOSES = ["wall", "desk"] as const;
const THEMES = ["dark", "light", "auto"] as const;
const RESOLUTIONS: [number, number][] = [
  [1280, 720],
  [1366, 768],
  [1920, 1080],
  [1920, 1200],
  [2560, 1440],
  [3840, 2160],
  [1080, 1920],
];

export function BoardPanel({ content, kit, author, problems }: Props) {
  const { screen } = content;
  const put = (change: Partial<Screen>): void =>
    author.board({ screen: { ...screen, ...change } }, `screen ${Object.keys(change)[0]}`);
  const own = RESOLUTIONS.some(([w, h]) => w === screen.width && h === screen.height);
  return (
    <section class="panel-part" aria-label={tell("board_settings")}>
      <h2 class="panel-title">{tell("board_settings")}</h2>
      {problems.map(({ text }) => (
        <p class="field-problem" key={text} role="alert">
          {text}
        </p>
      ))}
      <div class="form-row">
        <label for="board-name">{tell("name")}</label>
        <input
          id="board-name"
          type="text"
          maxLength={120}
          value={content.name}
          onInput={(event) => author.board({ name: event.currentTarget.value }, "name")}
        />
      </div>
      <fieldset class="form-row">
        <legend>{tell("purpose")}</legend>
        {PURPOSES.map((one) => (
          <label class="field-flag" key={one}>
            <input
              type="radio"
              name="purpose"
              checked={content.purpose === one}
              onChange={() => author.madeFor(one)}
            />
            {tell(`purpose_${one}` as DesignerWord)}
          </label>
        ))}
      </fieldset>
      <div class="form-row">
        <label for="board-theme">{tell("theme")}</label>
        <select
          id="board-theme"
          value={content.theme}
          aria-describedby="theme-help"
          onChange={(event) =>
            author.board({ theme: event.currentTarget.value as Content["theme"] }, "")
          }
        >
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {tell(`theme_${one}` as DesignerWord)}
            </option>
          ))}
        </select>
        <p class="field-help" id="theme-help">
          {tell("theme_help")}
        </p>
      </div>
      <div class="form-row">
        <label for="board-team">{tell("team")}</label>
        <select
          id="board-team"
          value={content.team}
          aria-describedby="team-help"
          onChange={(event) => author.board({ team: event.currentTarget.value }, "")}
        >
          {!kit.places.some((place) => place.id === content.team) && (
            <option value={content.team}>{content.team}</option>
          )}
          {kit.places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name || tell("whole_site")}
            </option>
          ))}
        </select>
        <p class="field-help" id="team-help">
          {tell("team_help")}
        </p>
      </div>
      <fieldset class="form-row">
        <legend>{tell("screen")}</legend>
        <p class="field-help">{tell("screen_help")}</p>
        <div class="place-fields">
          <Measure label={tell("inches")} value={screen.inches} least={3} most={200} onChange={(inches) => put({ inches })} />
          <Measure
            label={tell("distance")}
            value={screen.distance_metres}
            least={0.2}
            most={100}
            onChange={(distance_metres) => put({ distance_metres })}
          />
        </div>
        <label class="place-field">
          {tell("resolution")}
          <select
            value={`${screen.width}x${screen.height}`}
            onChange={(event) => {
              const [width, height] = event.currentTarget.value.split("x").map(Number);
              put({ width: width!, height: height! });
            }}
          >
            {!own && <option value={`${screen.width}x${screen.height}`}>{`${screen.width} × ${screen.height}`}</option>}
            {RESOLUTIONS.map(([width, height]) => (
              <option key={`${width}x${height}`} value={`${width}x${height}`}>
                {`${width} × ${height}`}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      <p class="panel-deeds">
        <button type="button" onClick={() => author.closeUp()}>
          {tell("close_up")}
        </button>
      </p>
    </section>
  );
}

interface MeasureProps {
  label: string;
  value: number;
  least: number;
  most: number;
  onChange(value: number): void;
}

function Measure({ label, value, least, most, onChange }: MeasureProps) {
  return (
    <label class="place-field">
      {label}
      <SettledNumber value={value} least={least} most={most} onChange={onChange} />
    </label>
  );
}
