// Reads a JSON array of account numbers; answers with one of what is wrong with each, as codes of
// ibantools: the wrong sum of a country's own inside of the number is left out, but for France and
// Monaco, whose RIB has one.
const { validateIBAN, ValidationErrorsIBAN } = require("ibantools");

const own = ValidationErrorsIBAN.WrongAccountBankBranchChecksum;
const numbers = JSON.parse(require("fs").readFileSync(0, "utf8"));
const wrong = numbers.map((number) =>
  validateIBAN(number).errorCodes.filter((code) => code !== own || /^(FR|MC)/.test(number)));
process.stdout.write(JSON.stringify(wrong));
