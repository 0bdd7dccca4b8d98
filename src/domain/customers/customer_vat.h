/* A customer's VAT number: what it looks like, what VIES says of it, and why he may pay no tax.
 *
 * Whatever stands in TaxInformation is accepted; only what reads as a number of a member state
 * (rules/vat_number.h) counts as one. VIES is asked in the background, by a job of the lane
 * 'vies' that the switchboard works: when the number is written, when its proof is older than the
 * setting `vies_proof_days`, and when somebody asks for it. What VIES answers is kept as a proof.
 * That it cannot be reached says nothing of the number: the last proof counts on, and the failure
 * is shown. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_VAT_H
#define DOMAIN_CUSTOMERS_CUSTOMER_VAT_H

#include "domain/accounts/setting.h"
#include "domain/customers/customer.h"
#include "domain/lane.h"
#include "rules/vat.h"

/* A buyer as taxes see him: his billing address and what is known of his number. */
struct tax_buyer {
    const char *country, *zip_code, *region, *company, *tax_information;
    const char *vat_number; /* the one that state_vat is about; it may not be his any more */
    int state_vat;          /* VAT_VALID or VAT_INVALID; 0: VIES never said */
    struct instant date_proof;
    const char *proof_vat, *vat_failure;
    bool is_exempt;
    const char *vatex_tax, *mention_tax;
};
extern const struct field tax_buyer_fields[];

/* Of a customer, by his billing address. */
MUST_CHECK enum err tax_buyer_get(struct ctx *ctx, int64_t id_customer, struct tax_buyer *out);
/* For the rules: with the number that stands in the address, and its state. */
struct vat_buyer tax_buyer_of(struct ctx *ctx, const struct tax_buyer *buyer);

/* Does the segment tax by place (setting `taxes`)? */
bool tax_is_by_place(const struct settings *settings, int64_t id_segment);

/* Has VIES asked about a number, unless a question is under way. */
MUST_CHECK enum err customer_vat_ask(struct ctx *ctx, int64_t id_customer, const char *vat_number);
/* For a person. ERR_CONFLICT, noted, if what stands in the address can be no number, or nobody is
 * to be asked. */
MUST_CHECK enum err customer_vat_ask_again(struct ctx *ctx, const struct customer *customer);
/* The same if it is by place that this segment taxes, and there is no proof that is young enough.
 */
MUST_CHECK enum err customer_vat_refresh(struct ctx *ctx, const struct settings *settings,
                                         int64_t id_segment, int64_t id_customer,
                                         const struct tax_buyer *buyer);

/* for people --------------------------------------------------------------------------------------
 */

struct customer_vat {
    const char *reference_customer, *country, *tax_information;
    const char *vat_number; /* as it was understood; NULL: there is none */
    int state_vat;          /* enum state_vat */
    const char *flaw_vat;   /* why it is Malformed */
    struct instant date_proof;
    const char *proof_vat, *name; /* what VIES calls its answer, and whose number it is */
    const char *vat_failure;
    bool is_asking; /* a question is under way */
    bool is_exempt;
    const char *vatex_tax, *mention_tax;
};
extern const struct field customer_vat_fields[];
MUST_CHECK enum err customer_vat_show(struct ctx *ctx, const struct customer *customer,
                                      struct customer_vat *out);

/* An exemption; absent fields stay. */
struct exemption {
    int64_t is_exempt;
    const char *vatex_tax, *mention_tax;
};
MUST_CHECK enum err customer_set_exemption(struct ctx *ctx, const struct customer *customer,
                                           const struct exemption *input);

/* Erases whose numbers they are; for an anonymisation. */
MUST_CHECK enum err customer_vat_forget(struct ctx *ctx, int64_t id_customer);

/* for the switchboard
 * ---------------------------------------------------------------------------------
 */
extern const struct lane vies_lane;

#endif
