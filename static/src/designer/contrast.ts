// WCAG contrast of two colours as a browser computes them ("rgb(23, 29, 36)").

export type Colour = [number, number, number];

/** Large text: 24 px, or 18.66 px in bold. */
const LARGE_PX = 24;
const LARGE_BOLD_PX = 18.66;
const BOLD = 600;

/** Null for what is transparent, or no colour. */
export function colourOf(text: string): Colour | null {
  const parts = text.match(/[\d.]+/g);
  if (!parts || parts.length < 3 || text.indexOf("rgb") !== 0) return null;
  if (parts.length > 3 && Number(parts[3]) < 0.5) return null;
  return [Number(parts[0]), Number(parts[1]), Number(parts[2])];
}

function luminance([red, green, blue]: Colour): number {
  const linear = (channel: number): number => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

export function neededContrast(fontPx: number, weight: number): number {
  const large = fontPx >= LARGE_PX || (weight >= BOLD && fontPx >= LARGE_BOLD_PX);
  return large ? 3 : 4.5;
}
