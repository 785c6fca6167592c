// What axe-core offers, as far as axe.js uses it, and what axe.js puts on the window of a page under test.
type AxeCheck = { data?: { messageKey?: string } | null };
type AxeNode = { any: AxeCheck[]; element: Element; html: string; failureSummary: string };
type AxeResult = { id: string; nodes: AxeNode[] };
type AxeOptions = { runOnly?: string[] };
declare const axe: {
  configure(spec: { rules: { id: string; selector: string }[] }): void;
  run(context: Document | string, options: AxeOptions): Promise<
    Record<"violations" | "passes" | "incomplete", AxeResult[]>
  >;
};
interface Window {
  violationsHere(selector: string | null): Promise<string[]>;
}
