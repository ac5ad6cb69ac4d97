"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
const palette = ["#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#9c755f", "#ff9da7", "#76b7b2", "#edc948", "#86817d", "#2f4b7c", "#a05195"];

function add(parent, tag, properties = {}, text) {
  const node = document.createElement(tag);
  Object.assign(node, properties);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}
function section(title, words) {
  const node = add(main, "section");
  add(node, "h2", {}, title);
  add(node, "p", {}, words);
  return node;
}
