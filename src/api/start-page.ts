/** The page at `/`: the server is up, how to reach it, and what it runs. One file, without a build. */
import { script } from './start-page-script.ts'
import { style } from './start-page-style.ts'

export { script, style }

/** The page's HTML; the version is shown in its heading. */
export function startPage(version: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Stepwell</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
<h1>Stepwell <small>${escapeHtml(version)}</small></h1>
<p><span id="health" class="badge" role="status">checking…</span></p>
</header>
<main>
<section aria-labelledby="connect">
<h2 id="connect">Connect</h2>
<p>Point any AWS SDK, the AWS CLI or a tool that uses them to this endpoint:</p>
<pre><code id="endpoint"></code></pre>
<p class="muted">An open server takes any secret, and an access key id of twelve digits as the account. With access keys, use yours.</p>
<details><summary>AWS CLI</summary><pre><code id="cli"></code></pre></details>
<details><summary>JavaScript</summary><pre><code id="javascript"></code></pre></details>
<details><summary>Python</summary><pre><code id="python"></code></pre></details>
</section>
<section aria-labelledby="machines">
<h2 id="machines">State machines</h2>
<form id="namespace">
<label>Account <input name="account" value="000000000000" pattern="[0-9]{12}" inputmode="numeric" size="14"></label>
<label>Region <input name="region" value="us-east-1" size="16"></label>
<button>Show</button>
</form>
<p id="message" role="alert"></p>
<table><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Created</th></tr></thead>
<tbody id="machine-rows"></tbody></table>
</section>
<section aria-labelledby="executions" id="executions-section" hidden>
<h2 id="executions" tabindex="-1">Executions</h2>
<table><thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Started</th><th scope="col">Took</th></tr></thead>
<tbody id="execution-rows"></tbody></table>
</section>
<section aria-labelledby="history" id="history-section" hidden>
<h2 id="history" tabindex="-1">History</h2>
<p id="outcome"></p>
<table><thead><tr><th scope="col">Id</th><th scope="col">Type</th><th scope="col">Time</th><th scope="col">Details</th></tr></thead>
<tbody id="history-rows"></tbody></table>
</section>
</main>
<noscript><p>This page needs JavaScript. The API at this address does not.</p></noscript>
<script>${script}</script>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
