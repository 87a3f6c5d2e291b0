// A phone with the draft in it: the page that a phone gets, in a frame of a phone's width, so that
// what is seen is what it will be.

import { useBox } from "../ui/hooks";
import { tell } from "./words";

const PHONE = { width: 390, height: 844 };
const RIM = 12;

export function PhoneView({ preview }: { preview: string }) {
  const [bench, room] = useBox<HTMLDivElement>();
  const whole = PHONE.height + 2 * RIM;
  const scale = Math.min(1, Math.max(0.4, (room.height - 32) / whole));
  return (
    <main ref={bench} class="bench" aria-label={tell("view_phone")}>
      <div
        class="sheet-room"
        style={{ width: `${(PHONE.width + 2 * RIM) * scale}px`, height: `${whole * scale}px` }}
      >
        <div class="phone" style={{ transform: `scale(${scale})` }}>
          <iframe src={preview} title={tell("on_phone")} width={PHONE.width} height={PHONE.height} />
        </div>
      </div>
    </main>
  );
}
