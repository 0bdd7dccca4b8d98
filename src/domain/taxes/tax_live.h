/* Taxes and the seller, on the back office's API. */
#ifndef DOMAIN_TAXES_TAX_LIVE_H
#define DOMAIN_TAXES_TAX_LIVE_H

#include "platform/http/http.h"

extern const struct field tax_live_rate_fields[], tax_live_rate_input_fields[];
extern const struct field tax_live_mention_fields[], tax_live_mention_input_fields[];
extern const struct field tax_live_territory_fields[], tax_live_key_fields[];
extern const struct field tax_live_oss_query_fields[], tax_live_whose_fields[];
extern const struct field tax_live_customer_input_fields[], tax_live_seller_query_fields[];

enum err tax_live_rates(struct ctx *ctx, const struct request *request, struct response *response);
enum err tax_live_post_rate(struct ctx *ctx, const struct request *request,
                            struct response *response);
enum err tax_live_mentions(struct ctx *ctx, const struct request *request,
                           struct response *response);
enum err tax_live_post_mention(struct ctx *ctx, const struct request *request,
                               struct response *response);
enum err tax_live_key_charges(struct ctx *ctx, const struct request *request,
                              struct response *response);
enum err tax_live_post_key_charge(struct ctx *ctx, const struct request *request,
                                  struct response *response);
enum err tax_live_oss(struct ctx *ctx, const struct request *request, struct response *response);
enum err tax_live_customer(struct ctx *ctx, const struct request *request,
                           struct response *response);
enum err tax_live_post_customer(struct ctx *ctx, const struct request *request,
                                struct response *response);
enum err tax_live_seller(struct ctx *ctx, const struct request *request, struct response *response);
enum err tax_live_post_seller(struct ctx *ctx, const struct request *request,
                              struct response *response);

#endif
