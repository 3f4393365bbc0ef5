/** What a person reads at an address where nothing is; programs get JSON. Plain HTML, since the built pages may be what is missing. */
export const missingPage = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.ico">
<title>没有这个页面 Page not found · 通宝 Tongbao</title>
<style>
body { margin: 0; display: grid; min-height: 100vh; place-content: center; padding: 24px; text-align: center;
  font: 16px/1.6 system-ui, sans-serif; color: #16211d; background: #f4f6f4; }
h1 { margin: 0; font-size: 24px; }
p { margin: 0 0 16px; }
a { display: inline-block; padding: 10px 20px; border-radius: 10px; color: #fff; background: #0e7c66; text-decoration: none; }
@media (prefers-color-scheme: dark) {
  body { color: #e9efec; background: #0e1412; }
  a { color: #04211a; background: #45c2a0; }
}
</style>
</head>
<body>
<main>
<h1>没有这个页面</h1>
<p>请核对地址，或从首页进入。</p>
<h1 lang="en">There is no such page</h1>
<p lang="en">Check the address, or begin at the start page.</p>
<a href="/">首页 <span lang="en">Start page</span></a>
</main>
</body>
</html>
`
