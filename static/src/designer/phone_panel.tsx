// The board on a phone: in which order, how high, and what is left out.

import { inPhoneOrder } from "../ui/phone";
import type { Author } from "./author";
import type { Content, Kit, Tile } from "./content";
import { titleOf } from "./edit_tile";
import { Small } from "./list_fields";
import { tell } from "./words";

const HEIGHTS = [1, 2, 3, 4, 6, 8];

interface Props {
  content: Content;
  kit: Kit;
  author: Author;
}

export function PhonePanel({ content, kit, author }: Props) {
  const order = inPhoneOrder(content.widgets);
  return (
    <section class="panel-part" aria-label={tell("view_phone")}>
      <h2 class="panel-title">{tell("on_phone")}</h2>
      <p class="field-help">{tell("phone_help")}</p>
      <ol class="phone-list">
        {order.map((tile, index) => (
          <PhoneRow
            key={tile.key}
            tile={tile}
            title={titleOf(tile, author.rowOf(kit, tile.type))}
            first={index === 0}
            last={index === order.length - 1}
            author={author}
          />
        ))}
      </ol>
      <p class="panel-deeds">
        <button type="button" onClick={() => author.phoneAsDerived()}>
          {tell("phone_derived")}
        </button>
      </p>
    </section>
  );
}

interface RowProps {
  tile: Tile;
  title: string;
  first: boolean;
  last: boolean;
  author: Author;
}

function PhoneRow({ tile, title, first, last, author }: RowProps) {
  const { hidden, height } = tile.phone;
  return (
    <li class={`phone-row${hidden ? " is-hidden" : ""}`} data-phone={tile.key}>
      <span class="ordered-name">{title}</span>
      <Small label={tell("earlier", { name: title })} sign="↑" off={first} onClick={() => author.phoneMove(tile.key, -1)} />
      <Small label={tell("later", { name: title })} sign="↓" off={last} onClick={() => author.phoneMove(tile.key, 1)} />
      <span class="phone-choices">
        <label class="field-flag">
          <input
            type="checkbox"
            checked={!hidden}
            aria-label={tell("phone_shown_name", { name: title })}
            onChange={(event) => author.phone(tile.key, { hidden: !event.currentTarget.checked })}
          />
          {tell("phone_shown")}
        </label>
        <select
          aria-label={tell("phone_height", { name: title })}
          disabled={hidden}
          value={height === null ? "" : String(height)}
          onChange={(event) => {
            const text = event.currentTarget.value;
            author.phone(tile.key, { height: text === "" ? null : Number(text) });
          }}
        >
          <option value="">{tell("phone_auto")}</option>
          {HEIGHTS.concat(height !== null && HEIGHTS.indexOf(height) < 0 ? [height] : []).map((rows) => (
            <option key={rows} value={rows}>
              {tell("rows", { rows })}
            </option>
          ))}
        </select>
      </span>
    </li>
  );
}
