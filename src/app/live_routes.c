#include "app/live_routes.h"

#include "app/version.h"
#include "base/count.h"
#include "domain/accounts/agent.h"
#include "domain/accounts/clock_live.h"
#include "domain/answer.h"
#include "domain/balance/balance_live.h"
#include "domain/catalogue/feature_live.h"
#include "domain/catalogue/offer_live.h"
#include "domain/customers/customer_live.h"
#include "domain/invoices/invoice_live.h"
#include "domain/live.h"
#include "domain/quotes/quote_live.h"
#include "domain/subscriptions/subscription_live.h"
#include "domain/usage/usage_live.h"

/* clang-format off: a row is a line, however long */
static const struct route routes[] = {
  /* customers */
    {GET,  "/v1/Customer",                MAY_READ_CUSTOMERS,      READS,  customer_live_get,          "Read a customer",
     customer_live_query_fields,                                                                                                                                        customer_live_fields    },
    {POST, "/v1/Customer",                MAY_WRITE_CUSTOMERS,     WRITES, customer_live_post,
     "Create or update a customer",                                                                                                     customer_input_fields,          customer_live_fields    },
    {GET,  "/v1/Customers",               MAY_READ_CUSTOMERS,      READS,  customer_live_list,         "List customers",
     customer_live_list_fields,                                                                                                                                         customer_live_fields    },
    {POST, "/v1/Customer/Anonymization",  MAY_WRITE_CUSTOMERS,     WRITES, customer_live_anonymize,    "Forget who a customer is",
     customer_live_whose_fields,                                                                                                                                        customer_live_fields    },
    {POST, "/v1/Customer/LinksRevokation", MAY_WRITE_CUSTOMERS,    WRITES, customer_live_revoke_links, "Kill a customer's links",
     customer_live_whose_fields,                                                                                                                                        customer_live_fields    },
    {POST, "/v1/Customer/Invalidation",   MAY_WRITE_CUSTOMERS,     WRITES, customer_live_invalidate,   "Give a customer a random reference",
     customer_live_whose_fields,                                                                                                                                        customer_live_fields    },
    {POST, "/v1/Customer/Suspension",     MAY_WRITE_CUSTOMERS,     WRITES, customer_live_suspend,      "Close a customer's access",
     customer_live_whose_fields,                                                                                                                                        customer_live_fields    },
    {GET,  "/v1/CustomerAddressBilling",  MAY_READ_CUSTOMERS,      READS,
     customer_live_get_billing_address,                                                                "Read a billing address",        customer_live_whose_fields,
     address_live_fields                                                                                                                                                                        },
    {POST, "/v1/CustomerAddressBilling",  MAY_WRITE_CUSTOMERS,     WRITES,
     customer_live_post_billing_address,                                                               "Write a billing address",       address_live_fields,
     address_live_fields                                                                                                                                                                        },
    {GET,  "/v1/CustomerBillingAddress",  MAY_READ_CUSTOMERS,      READS,
     customer_live_get_billing_address,                                                                "The same, for older clients",   customer_live_whose_fields,
     address_live_fields                                                                                                                                                                        },
    {POST, "/v1/CustomerBillingAddress",  MAY_WRITE_CUSTOMERS,     WRITES,
     customer_live_post_billing_address,                                                               "The same, for older clients",   address_live_fields,
     address_live_fields                                                                                                                                                                        },
    {GET,  "/v1/CustomerAddressShipping", MAY_READ_CUSTOMERS,      READS,
     customer_live_get_shipping_address,                                                               "Read a shipping address",       customer_live_whose_fields,
     address_live_fields                                                                                                                                                                        },
    {POST, "/v1/CustomerAddressShipping", MAY_WRITE_CUSTOMERS,     WRITES,
     customer_live_post_shipping_address,                                                              "Write a shipping address",      address_live_fields,
     address_live_fields                                                                                                                                                                        },
    {GET,  "/v1/CustomerShippingAddress", MAY_READ_CUSTOMERS,      READS,
     customer_live_get_shipping_address,                                                               "The same, for older clients",   customer_live_whose_fields,
     address_live_fields                                                                                                                                                                        },
    {POST, "/v1/CustomerShippingAddress", MAY_WRITE_CUSTOMERS,     WRITES,
     customer_live_post_shipping_address,                                                              "The same, for older clients",   address_live_fields,
     address_live_fields                                                                                                                                                                        },
    {GET,  "/v1/CustomerSettingsPayment", MAY_READ_CUSTOMERS,      READS,  customer_live_get_payment,
     "Read how a customer pays",                                                                                                        customer_live_whose_fields,     payment_live_fields     },
    {POST, "/v1/CustomerSettingsPayment", MAY_WRITE_CUSTOMERS,     WRITES, customer_live_post_payment,
     "Write how a customer pays",                                                                                                       payment_input_fields,           payment_live_fields     },

 /* offers and features */
    {GET,  "/v1/Offers",                  MAY_READ_CATALOGUE,      READS,  offer_live_list,            "List offers",
     offer_live_query_fields,                                                                                                                                           offer_live_fields       },
    {GET,  "/v1/Offer",                   MAY_READ_CATALOGUE,      READS,  offer_live_get,             "Read an offer",
     offer_live_query_fields,                                                                                                                                           offer_live_fields       },
    {GET,  "/v1/Features",                MAY_READ_CATALOGUE,      READS,  feature_live_list,          "List features",
     feature_live_list_fields,                                                                                                                                          feature_live_fields     },
    {GET,  "/v1/Feature",                 MAY_READ_CATALOGUE,      READS,  feature_live_get,
     "Read a feature by its reference",                                                                                                 feature_live_query_fields,      feature_live_fields     },
    {GET,  "/v1/Feature/{id}",            MAY_READ_CATALOGUE,      READS,  feature_live_get_id,
     "Read a feature by its id",                                                                                                        NULL,                           feature_live_fields     },

 /* subscriptions */
    {GET,  "/v1/Subscription",            MAY_READ_SUBSCRIPTIONS,  READS,  subscription_live_get,
     "Read a customer's subscription",                                                                                                  subscription_live_query_fields, subscription_live_fields},
    {GET,  "/v1/Subscription/{id}",       MAY_READ_SUBSCRIPTIONS,  READS,  subscription_live_get_id,
     "Read a subscription by its id",                                                                                                   subscription_live_query_fields, subscription_live_fields},
    {GET,  "/v1/Subscriptions",           MAY_READ_SUBSCRIPTIONS,  READS,  subscription_live_list,
     "List subscriptions",                                                                                                              subscription_live_list_fields,  subscription_live_fields},
    {POST, "/v1/Subscription",            MAY_WRITE_SUBSCRIPTIONS, WRITES, subscription_live_post,
     "Create a subscription, and start it",                                                                                             subscription_input_fields,      subscription_live_fields},
    {POST, "/v1/Subscription/{id}/Start", MAY_WRITE_SUBSCRIPTIONS, WRITES, subscription_live_start,
     "Start or restart a subscription",                                                                                                 subscription_live_start_fields, subscription_live_fields},
    {POST, "/v1/Subscription/{id}/Upgrade", MAY_WRITE_SUBSCRIPTIONS, WRITES,
     subscription_live_upgrade, "Replace a subscription by one on another offer",
     upgrade_input_fields, subscription_live_fields},
    {POST, "/v1/Subscription/{id}/Suspension", MAY_WRITE_SUBSCRIPTIONS, WRITES,
     subscription_live_suspend, "Suspend a subscription", subscription_live_suspension_fields,
     subscription_live_fields},
    {POST, "/v1/Subscription/{id}/Termination", MAY_WRITE_SUBSCRIPTIONS, WRITES,
     subscription_live_terminate, "End a subscription", termination_input_fields,
     subscription_live_fields},
    {POST, "/v1/Subscription/{id}/DateTerm", MAY_WRITE_SUBSCRIPTIONS, WRITES,
     subscription_live_set_term, "Move the term of a subscription",
     subscription_live_term_fields, subscription_live_fields},

 /* usages */
    {GET,  "/v1/Usages",                  MAY_READ_USAGE,          READS,  usage_live_list,            "List usages",
     usage_live_list_fields,                                                                                                                                            usage_fields            },
    {GET,  "/v1/Usage",                   MAY_READ_USAGE,          READS,  usage_live_get,             "Read the usage of one feature",
     usage_live_query_fields,                                                                                                                                           usage_fields            },
    {POST, "/v1/Usage",                   MAY_WRITE_USAGE,         WRITES, usage_live_post,            "Report a usage",
     usage_input_fields,                                                                                                                                                usage_fields            },
    {POST, "/v1/Usages",                  MAY_WRITE_USAGE,         WRITES, usage_live_post_list,
     "Report up to 50 usages, all or nothing",                                                                                          usage_input_fields,             usage_fields            },

 /* billing */
    {POST, "/v1/BalanceLine",             MAY_BILL,                WRITES, balance_live_post,          "Add a line to a balance",
     manual_line_fields,                                                                                                                                                balance_live_fields     },
    {GET,  "/v1/Balance",                 MAY_READ_INVOICES,       READS,  balance_live_list,
     "List what was not invoiced yet",                                                                                                  balance_live_list_fields,       balance_live_fields     },
    {POST, "/v1/Billing/Customer",        MAY_BILL,                WRITES, invoice_live_bill,          "Invoice a balance now",
     invoice_live_bill_fields,                                                                                                                                          invoice_live_fields     },
    {GET,  "/v1/Invoice",                 MAY_READ_INVOICES,       READS,  invoice_live_get_number,
     "Read an invoice by its number",                                                                                                   invoice_live_query_fields,      invoice_live_fields     },
    {GET,  "/v1/Invoice/{id}",            MAY_READ_INVOICES,       READS,  invoice_live_get_id,
     "Read an invoice by its id",                                                                                                       NULL,                           invoice_live_fields     },
    {GET,  "/v1/Invoices",                MAY_READ_INVOICES,       READS,  invoice_live_list,
     "List invoices, the newest first",                                                                                                 invoice_live_list_fields,       invoice_live_fields     },

<<<<<<< HEAD
 /* a sandbox's time */
    {GET,  "/v1/TestClock",               MAY_READ_SUBSCRIPTIONS,  READS,  clock_live_get,             "Read the test clock",
     NULL,                                                                                                                                                              clock_live_fields       },
    {POST, "/v1/TestClock",               MAY_WRITE_SUBSCRIPTIONS, WRITES, clock_live_move,            "Move the test clock",
     clock_live_move_fields,                                                                                                                                            clock_live_fields       },

=======
>>>>>>> reference
    /* quoting: reads, whatever the verb */
    {POST, "/v1/Quoting/Subscription", MAY_READ_SUBSCRIPTIONS, READS, quote_live_subscription,
     "Quote a new subscription", subscription_input_fields, quote_live_fields},
    {POST, "/v1/Quoting/Subscription/{id}/Start", MAY_READ_SUBSCRIPTIONS, READS, quote_live_start,
     "Quote a start or a restart", quote_live_start_fields, quote_live_fields},
    {POST, "/v1/Quoting/Subscription/{id}/Upgrade", MAY_READ_SUBSCRIPTIONS, READS,
     quote_live_upgrade, "Quote a change of offer", upgrade_input_fields, quote_live_fields},
    {POST, "/v1/Quoting/Usage", MAY_READ_USAGE, READS, quote_live_usage,
     "Quote a change of usage", quote_live_usage_fields, quote_live_fields},
    {POST, "/v1/Quoting/BalanceLine", MAY_READ_INVOICES, READS, quote_live_balance_line,
     "Quote a line of a balance", manual_line_fields, quote_live_line_fields},

    /* the same by older names */
    {POST, "/v1/Pricing/Usage", MAY_READ_USAGE, READS, quote_live_usage,
     "Quote a change of usage, for older clients", quote_live_usage_fields, quote_live_fields},
    {POST, "/v1/PricingUsage", MAY_READ_USAGE, READS, quote_live_usage,
     "Quote a change of usage, for older clients", quote_live_usage_fields, quote_live_fields},
    {POST, "/v1/PricingSubscription", MAY_READ_SUBSCRIPTIONS, READS, quote_live_pricing,
     "Quote a creation, an upgrade or a start, for older clients", quote_live_pricing_fields,
     quote_live_fields},
    {GET,  "/v1/Pricing/Subscription/{id}", MAY_READ_SUBSCRIPTIONS, READS, quote_live_start,
     "Quote a start, for older clients", quote_live_start_fields, quote_live_fields},
    {GET,  "/v1/Pricing/Billing/Customer", MAY_READ_INVOICES, READS, quote_live_billing,
     "Foresee the next invoice", quote_live_billing_fields, quote_live_fields},
    {POST, "/v1/Pricing/Billing/Customer", MAY_READ_INVOICES, READS, quote_live_billing,
     "Foresee the next invoice", quote_live_billing_fields, quote_live_fields},
<<<<<<< HEAD
=======

 /* a sandbox's time */
    {GET,  "/v1/TestClock",               MAY_READ_SUBSCRIPTIONS,  READS,  clock_live_get,             "Read the test clock",
     NULL,                                                                                                                                                              clock_live_fields       },
    {POST, "/v1/TestClock",               MAY_WRITE_SUBSCRIPTIONS, WRITES, clock_live_move,            "Move the test clock",
     clock_live_move_fields,                                                                                                                                            clock_live_fields       },
>>>>>>> reference
};
/* clang-format on */

const struct face live_face = {
    .name = "live",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = agent_authenticate,
    .version = TACITE_VERSION,
    .set_time = clock_read,
    .recall = answer_recall,
    .remember = answer_remember,
    .respond_error = live_face_error,
};
