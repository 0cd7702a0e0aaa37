/** The start page's script, as the browser runs it. Everything from the server is set as text, never as HTML. */
export const script = `
'use strict';
const $ = (id) => document.getElementById(id);
const endpoint = location.origin;
const form = $('namespace');
const remembered = new URLSearchParams(location.hash.slice(1));
for (const key of ['account', 'region']) if (remembered.get(key)) form.elements[key].value = remembered.get(key);

function showSnippets() {
  const account = form.elements.account.value;
  const region = form.elements.region.value;
  $('endpoint').textContent = endpoint;
  $('cli').textContent = [
    'export AWS_ENDPOINT_URL_SFN=' + endpoint,
    'export AWS_ACCESS_KEY_ID=' + account + ' AWS_SECRET_ACCESS_KEY=any AWS_REGION=' + region,
    'aws stepfunctions list-state-machines',
  ].join('\\n');
  $('javascript').textContent = [
    "import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn'",
    "const client = new SFNClient({ endpoint: '" + endpoint + "', region: '" + region + "',",
    "  credentials: { accessKeyId: '" + account + "', secretAccessKey: 'any' } })",
    'console.log(await client.send(new ListStateMachinesCommand()))',
  ].join('\\n');
  $('python').textContent = [
    'import boto3',
    "client = boto3.client('stepfunctions', endpoint_url='" + endpoint + "', region_name='" + region + "',",
    "    aws_access_key_id='" + account + "', aws_secret_access_key='any')",
    'print(client.list_state_machines())',
  ].join('\\n');
}

async function load(path, parameters) {
  const query = new URLSearchParams({ account: form.elements.account.value, region: form.elements.region.value, ...parameters });
  const response = await fetch('/console/api/' + path + '?' + query);
  const body = await response.json();
  if (!response.ok) throw new Error(body.message || response.statusText);
  return body;
}

function cell(content) {
  const td = document.createElement('td');
  td.append(content);
  return td;
}

function row(...contents) {
  const tr = document.createElement('tr');
  tr.append(...contents.map(cell));
  return tr;
}

function link(text, follow) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'link';
  button.textContent = text;
  button.addEventListener('click', () => attempt(follow));
  return button;
}

const classes = { RUNNING: 'busy', SUCCEEDED: 'good', ACTIVE: 'good' };

function badge(status) {
  const span = document.createElement('span');
  span.className = 'badge ' + (classes[status] || 'bad');
  span.textContent = status;
  return span;
}

const time = (at) => new Date(at).toLocaleString();

function took({ startedAt, stoppedAt }) {
  if (stoppedAt === undefined) return '';
  const ms = stoppedAt - startedAt;
  return ms < 1000 ? ms + ' ms' : (ms / 1000).toFixed(1) + ' s';
}

function fill(id, rows, columns, nothing) {
  const empty = row(nothing);
  empty.firstChild.colSpan = columns;
  empty.className = 'muted';
  $(id).replaceChildren(...(rows.length ? rows : [empty]));
}

async function attempt(work) {
  $('message').textContent = '';
  try {
    await work();
  } catch (error) {
    $('message').textContent = error.message;
  }
}

async function showMachines() {
  showSnippets();
  const { stateMachines } = await load('state-machines');
  const rows = stateMachines.map((machine) =>
    row(link(machine.name, () => showExecutions(machine)), machine.type, badge(machine.status), time(machine.createdAt)));
  fill('machine-rows', rows, 4, 'No state machines in this account and region.');
}

async function showExecutions(machine) {
  const { executions } = await load('executions', { machine: machine.arn });
  const rows = executions.map((execution) =>
    row(link(execution.name, () => showHistory(execution)), badge(execution.status), time(execution.startedAt), took(execution)));
  fill('execution-rows', rows, 4, 'No executions.');
  reveal('executions', 'Executions of ' + machine.name);
}

async function showHistory(chosen) {
  const { execution, events } = await load('history', { arn: chosen.arn });
  const rows = events.map(({ id, type, at, details }) => {
    const pre = document.createElement('pre');
    pre.textContent = details ? JSON.stringify(details, null, 2) : '';
    return row(String(id), type, new Date(at).toISOString().slice(11, -1), pre);
  });
  fill('history-rows', rows, 4, 'No events.');
  $('outcome').replaceChildren(badge(execution.status), ' ' + [execution.error, execution.cause].filter(Boolean).join(': '));
  reveal('history', 'History of ' + chosen.name);
}

function reveal(id, title) {
  $(id).textContent = title;
  $(id + '-section').hidden = false;
  if (id === 'executions') $('history-section').hidden = true;
  $(id).focus();
}

async function showHealth() {
  const health = $('health');
  try {
    const { status } = await (await fetch('/readyz')).json();
    health.textContent = status === 'ready' ? 'running' : status;
    health.className = 'badge ' + (status === 'ready' ? 'good' : 'bad');
  } catch {
    health.textContent = 'not reachable';
    health.className = 'badge bad';
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = new URLSearchParams(new FormData(form)).toString();
  $('executions-section').hidden = $('history-section').hidden = true;
  attempt(showMachines);
});
showHealth();
setInterval(showHealth, 10000);
attempt(showMachines);
`
