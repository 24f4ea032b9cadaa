import type { CategorySlug, Product } from './catalog.ts';

/** What each category's things look like, drawn in a 200 by 150 box with the colours that CSS variables give. */
const SHAPES: Readonly<Record<CategorySlug, string>> = {
  tea: `<path d="M100 118c-34-6-48-34-36-70 30 4 48 26 36 70z" fill="var(--a)"/><path d="M100 118c34-6 52-28 50-62-32 0-54 22-50 62z" fill="var(--b)"/><path d="M100 128V82" stroke="var(--c)" stroke-width="4" stroke-linecap="round"/>`,
  cups: `<path d="M58 54h76v34a34 34 0 0 1-34 34h-8a34 34 0 0 1-34-34z" fill="var(--a)"/><path d="M134 64h8a14 14 0 0 1 0 28h-9" fill="none" stroke="var(--a)" stroke-width="8"/><ellipse cx="96" cy="54" rx="38" ry="8" fill="var(--c)"/><path d="M62 92c22 12 46-12 70 0" fill="none" stroke="var(--b)" stroke-width="6" stroke-linecap="round"/>`,
  lamps: `<circle cx="100" cy="62" r="50" fill="var(--b)" opacity=".35"/><path d="M76 34h48l18 48H58z" fill="var(--a)"/><path d="M100 82v36" stroke="var(--c)" stroke-width="6"/><rect x="74" y="116" width="52" height="9" rx="4.5" fill="var(--c)"/>`,
  paper: `<rect x="62" y="28" width="82" height="98" rx="7" fill="var(--b)"/><rect x="56" y="24" width="82" height="98" rx="7" fill="var(--a)"/><rect x="56" y="24" width="14" height="98" rx="7" fill="var(--c)"/><path d="M84 52h38M84 66h38M84 80h24" stroke="var(--c)" stroke-width="4" stroke-linecap="round" opacity=".7"/>`,
};

/** A product's picture as inline SVG: its category's shape in its own hue. */
export function productArt({ category, hue, name }: Pick<Product, 'category' | 'hue' | 'name'>): string {
  const colours = `--a:hsl(${hue} 42% 56%);--b:hsl(${(hue + 24) % 360} 48% 70%);--c:hsl(${hue} 38% 34%)`;
  const background = `hsl(${hue} 44% 90%)`;
  return `<svg class="art round" style="${colours};background:${background}" viewBox="0 0 200 150" role="img" aria-label="${name}"><circle cx="160" cy="26" r="46" fill="hsl(${hue} 52% 84%)"/><path d="M0 128q50-18 100 0t100 0v22H0z" fill="hsl(${hue} 40% 82%)"/>${SHAPES[category]}</svg>`;
}
