/** The start page's style: system fonts, and colours that hold their contrast in light and dark. */
export const style = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1a1f24, #e6e9ec);
  --muted: light-dark(#55606b, #a3adb8);
  --ground: light-dark(#ffffff, #14181c);
  --raised: light-dark(#f3f5f7, #1e242a);
  --line: light-dark(#d5dbe1, #343c45);
  --link: light-dark(#0b57a4, #7db8f5);
  --good: light-dark(#11663a, #6fd39b);
  --bad: light-dark(#a31621, #ff9b9b);
  --busy: light-dark(#7a4b00, #f0c060);
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
header { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; gap: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h1 small, .muted { color: var(--muted); font-weight: normal; font-size: 1rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem; overflow-x: auto; margin: .5rem 0; }
code { font: .9rem/1.45 ui-monospace, monospace; }
summary { cursor: pointer; padding: .2rem 0; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0; }
input, button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: .3rem; padding: .25rem .5rem; }
button { cursor: pointer; }
button.link { background: none; border: 0; padding: 0; color: var(--link); text-decoration: underline; text-align: left; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; }
td pre { margin: 0; max-height: 12rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.badge { border: 1px solid currentColor; border-radius: 1rem; padding: .05rem .6rem; font-size: .9rem; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .busy { color: var(--busy); }
#message:empty { display: none; } #message { color: var(--bad); }
`
