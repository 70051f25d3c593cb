// The text editor of the page: CodeMirror with the few abilities that Signalbox needs, behind one
// small object, so that the app never meets CodeMirror's own types.
//
// `.ci/hooks/bundle-editor.mjs` bundles this file into one classic script whose global is
// `SignalboxEditor`; start.js loads it when the first editor is shown. Every offset is in UTF-16
// units, as the DOM counts. Colours are the custom properties `--editor-…` and `--color-…` that
// tokens.css may set; what it does not set falls back to the browser's own colours.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching, codeFolding, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import {
  crosshairCursor, drawSelection, dropCursor, EditorView, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, rectangularSelection,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { korean } from "./phrases.js";

export { toCommonJs } from "./modules.js";

const languages = { json, yaml, javascript };

/** Marks a change that the app made itself, which it is not told again. */
const byApp = Annotation.define();

const highlighting = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--editor-key)" },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: "var(--editor-string)" },
  { tag: tags.number, color: "var(--editor-number)" },
  { tag: [tags.bool, tags.null, tags.keyword], color: "var(--editor-constant)" },
  { tag: [tags.typeName, tags.labelName, tags.meta], color: "var(--editor-tag)" },
  { tag: tags.comment, color: "var(--editor-comment)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--editor-punctuation)" },
  { tag: tags.invalid, color: "var(--editor-error)" },
]));

const look = EditorView.theme({
  "&": {
    height: "100%",
    color: "var(--editor-text, CanvasText)",
    backgroundColor: "var(--editor-background, Canvas)",
    fontSize: "var(--editor-font-size, 0.8125rem)",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--editor-font, ui-monospace, monospace)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--editor-cursor, CanvasText)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--editor-cursor, CanvasText)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--editor-selection, Highlight)",
  },
  ".cm-gutters": {
    color: "var(--editor-gutter, GrayText)",
    backgroundColor: "var(--editor-background, Canvas)",
    border: "none",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--editor-line, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--editor-match, transparent)",
    outline: "thin solid var(--editor-gutter, GrayText)",
  },
  ".cm-searchMatch, .cm-selectionMatch": { backgroundColor: "var(--editor-match, Mark)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--editor-selection, Highlight)" },
  ".cm-panels, .cm-tooltip": {
    color: "var(--editor-text, CanvasText)",
    backgroundColor: "var(--editor-panel, Canvas)",
    borderColor: "var(--editor-border, GrayText)",
  },
  ".cm-foldPlaceholder": {
    color: "var(--editor-gutter, GrayText)",
    backgroundColor: "transparent",
    borderColor: "var(--editor-border, GrayText)",
  },
});

/**
 * Puts an editor into `parent`.
 *
 * options:
 * - `text`      what it shows first
 * - `language`  "json", "yaml" or "javascript"
 * - `readOnly`  whether the person can only read and select
 * - `label`     its accessible name
 * - `korean`    whether its own words (search, folding) are Korean; else English
 * - `dark`      whether the page is dark now
 * - `onChange(text)`    after a person changed the text; not after `setText`
 * - `onCursor(offset)`  after the cursor moved, by whomever
 *
 * Tab is left to the browser: it moves on to the next control, so nobody is trapped. Ctrl-] and
 * Ctrl-[ indent (Cmd on a Mac).
 */
export function create(parent, options) {
  const language = new Compartment();
  const theme = new Compartment();
  const { onChange, onCursor } = options;

  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: options.text ?? "", extensions: [
      lineNumbers(), highlightActiveLineGutter(), foldGutter(), codeFolding(), lintGutter(),
      highlightSpecialChars(), history(), drawSelection(), dropCursor(), indentOnInput(),
      bracketMatching(), closeBrackets(), rectangularSelection(), crosshairCursor(),
      highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
      EditorState.allowMultipleSelections.of(true), EditorState.tabSize.of(2), indentUnit.of("  "),
      keymap.of([
        ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap,
        ...lintKeymap,
      ]),
      look, highlighting,
      language.of(languageOf(options.language)),
      theme.of(themeOf(options.dark)),
      EditorState.readOnly.of(Boolean(options.readOnly)),
      EditorState.phrases.of(options.korean ? korean : {}),
      EditorView.contentAttributes.of({ "aria-label": options.label ?? "" }),
      EditorView.updateListener.of((update) => {
        const bySomeoneElse = !update.transactions.some((change) => change.annotation(byApp));
        if (update.docChanged && bySomeoneElse) onChange?.(update.state.doc.toString());
        if (update.selectionSet) onCursor?.(update.state.selection.main.head);
      }),
    ] }),
  });

  const within = (offset) => Math.max(0, Math.min(offset, view.state.doc.length));

  return {
    /** Shows another text. The person's undo reaches back over it; an equal text changes nothing. */
    setText(text) {
      const edit = differenceOf(view.state.doc.toString(), text);
      if (edit) view.dispatch({ changes: edit, annotations: byApp.of(true) });
    },

    text: () => view.state.doc.toString(),

    /** `[{from, to, severity: "error"|"warning"|"info"|"hint", message}]`, all of them anew. */
    setDiagnostics(diagnostics) {
      const placed = diagnostics.map(({ from, to, severity, message }) => (
        { from: within(from), to: within(Math.max(from, to)), severity, message }
      ));
      view.dispatch(setDiagnostics(view.state, placed));
    },

    /** Selects a range and scrolls to it, without taking the focus. */
    reveal(from, to) {
      const selection = { anchor: within(from), head: within(to) };
      view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
    },

    setTheme: (dark) => view.dispatch({ effects: theme.reconfigure(themeOf(dark)) }),
    setLanguage: (name) => view.dispatch({ effects: language.reconfigure(languageOf(name)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

const languageOf = (name) => (languages[name] ?? json)();
const themeOf = (dark) => EditorView.darkTheme.of(Boolean(dark));

/** The one replacement that makes `before` into `after`, so that cursor and folds outside stay. */
function differenceOf(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
