/** The desk's look for a page that stands alone; its colours are those of the pages' tokens. */
export const faultStyle = `
:root { --page: #f4f6f4; --card: #fff; --text: #16211d; --second: #56635e; --line: #c3cec8; --soft: #e1e7e3;
  --accent: #85621a; --on: #fff; --primary: #0e7c66; --brass: #d9ae4f; --shadow: 0 8px 24px rgba(16, 40, 32, .06) }
@media (prefers-color-scheme: dark) {
  :root { --page: #0e1412; --card: #18201d; --text: #e9efec; --second: #a6b3ad; --line: #3c4944; --soft: #26302c;
    --accent: #e2bc67; --on: #04211a; --primary: #45c2a0; --brass: #e2bc67; --shadow: 0 8px 24px rgba(0, 0, 0, .25) }
}
* { box-sizing: border-box }
body { display: grid; grid-template-rows: auto 1fr; min-height: 100vh; min-height: 100dvh; margin: 0; color: var(--text);
  background: var(--page); font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", system-ui, "PingFang SC",
  "Microsoft YaHei", "Noto Sans CJK SC", sans-serif }
header { display: flex; align-items: center; gap: 10px; width: 100%; max-width: 1000px; min-height: 72px; margin: 0 auto;
  padding: 0 20px; font-size: 18px }
header span { padding-left: 10px; border-left: 1px solid var(--line); color: var(--second); line-height: 1.2 }
main { display: grid; place-items: center; padding: 8px 20px 96px }
article { width: 100%; max-width: 560px; padding: 44px 40px 32px; border-radius: 24px; background: var(--card);
  box-shadow: var(--shadow); text-align: center }
h1 { margin: 18px 0 0; font-size: 24px; font-weight: 650; text-wrap: balance }
p { max-width: 30em; margin: 8px auto 0; color: var(--second); text-wrap: balance }
.moved { color: var(--text); font-size: 18px; font-weight: 500 }
.button { display: inline-block; margin-top: 24px; padding: 13px 36px; border-radius: 999px; color: var(--on);
  background: var(--primary); font-size: 17px; font-weight: 600; text-decoration: none }
.button:focus-visible { outline: 2px solid var(--primary); outline-offset: 2px }
section { margin-top: 28px; padding-top: 16px; border-top: 1px dashed var(--line); text-align: left }
h2 { margin: 0 0 4px; color: var(--second); font-size: 14px; font-weight: 500 }
dl { margin: 0; font-size: 14px }
dl div { display: grid; grid-template-columns: 84px minmax(0, 1fr); gap: 12px; padding: 6px 0 }
dl div + div { border-top: 1px solid var(--soft) }
dt { color: var(--second) }
dd { margin: 0; overflow-wrap: anywhere }
.coin { fill: var(--primary) }
.brass { fill: var(--brass) }
.ring { stroke: var(--brass) }
.sign circle { fill: var(--accent) }
.sign path { fill: none; stroke: var(--on); stroke-width: 7; stroke-linecap: round }
@media (max-width: 760px) {
  header { min-height: 56px; padding: 0 16px }
  main { place-items: start stretch; padding: 0 12px 20px }
  article { padding: 32px 20px 24px; border-radius: 20px }
}`
