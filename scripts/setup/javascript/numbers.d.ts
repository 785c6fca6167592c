// The types of numbers.js, which the build makes of convdemo's named filters, images and networks.
type Rows = number[][];
type Gabor = { sigma: number; wavelength: number };
type Layer = import("../../../docs/explorables/convdemo_layers.js").Layer;

export const FILTERS: Record<"VERTICAL" | "HORIZONTAL" | "SOBEL" | "SCHARR", Rows>;
export const OTHERS: Record<"BLUR" | "SHARPEN" | "EMBOSS" | "OUTLINE" | "LAPLACIAN", Rows>;
export const IMAGES: Record<"edge_image" | "check_image" | "digit_image" | "stripe_image", Rows>;
export const NAMES: Record<string, string>;
export const NETWORKS: Record<string, [number[], Layer[]]>;
// Of each ramp of brightness: the first step with dark digits, and the ends of the halves before and from there.
export const LIGHT: Record<string, { first: number; dim: [string, string]; pale: [string, string] }>;
// On dark cells, and on bright ones.
export const DIGITS: [string, string];
// Of each image: itself, its largest rate, its rank.
export const LEARNING: Record<"noise" | "photograph" | "stripes", [Rows, number, number]> & { drawn: Rows };
// The keywords of convdemo.history's functions, with what they are if nothing is said.
export const HISTORY: {
  edge_at: { n: number; offset: number; blur: number };
  bar_image: { n: number; offset: number; width: number; length: number | null };
  simple_cell: Gabor & { phase: number };
  complex_cell: Gabor;
  end_stopped_cell: Gabor;
  END: number;
};
