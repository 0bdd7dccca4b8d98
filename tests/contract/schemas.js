// Holds answers against the schemas of an OpenAPI file.
//
//     node schemas.js openapi.json < answers.json
//
// Standard input is an array of {name, schema, value, isExample}, where `schema` is a pointer into the
// file. What an example breaks is the file's own mistake, so the same rule is not asked of answers.
// Each other mistake is a line, and the exit code tells whether there was one.
"use strict";
const fs = require("fs");
const Ajv = require("ajv").default;
const addFormats = require("ajv-formats");

const FILE = "openapi";
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(JSON.parse(fs.readFileSync(process.argv[2], "utf8")), FILE);

function mistakes({ schema, value }) {
  const validate = ajv.getSchema(FILE + schema) ?? ajv.compile({ $ref: FILE + schema });
  return validate(value) ? [] : validate.errors;
}

const cases = JSON.parse(fs.readFileSync(0, "utf8"));
const excused = new Set();
for (const example of cases.filter((one) => one.isExample))
  for (const mistake of mistakes(example)) excused.add(mistake.schemaPath);

let count = 0;
for (const answer of cases.filter((one) => !one.isExample))
  for (const mistake of mistakes(answer)) {
    if (excused.has(mistake.schemaPath)) continue;
    console.log(`${answer.name} ${mistake.instancePath || "/"}: ${mistake.message}`);
    count++;
  }
process.exit(count ? 1 : 0);
