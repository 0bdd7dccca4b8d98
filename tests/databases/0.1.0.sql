-- A demonstration company as version 0.1.0 left it: schema 1, SQLite. Made by `tacite demo` and the dump of sqlite3; never changed.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL);
INSERT INTO migrations VALUES(1,'0001_core.sql','4836b1bf29f722bb5ba0e2e98a16dc6ec864d89ed1e5eb0e7ec1d2723efa9d15',1795312139328694);
CREATE TABLE counters (
    name TEXT   NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);
INSERT INTO counters VALUES('public',53);
INSERT INTO counters VALUES('row',190);
CREATE TABLE events (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business     BIGINT NOT NULL,
    type_trigger    TEXT   NOT NULL,
    date_trigger    BIGINT NOT NULL,
    id_segment      BIGINT,
    id_customer     BIGINT,
    id_subscription BIGINT,
    id_invoice      BIGINT,
    actor           TEXT   NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO events VALUES(7,1,'CustomerAdded',1788858000000000,2,13,NULL,NULL,'console');
INSERT INTO events VALUES(9,1,'CustomerBillingAddressUpdated',1788858000000000,2,13,NULL,NULL,'console');
INSERT INTO events VALUES(10,1,'CustomerPaymentMethodUpdated',1788858000000000,2,13,NULL,NULL,'console');
INSERT INTO events VALUES(14,1,'SubscriptionStarted',1788858000000000,2,13,14,NULL,'console');
INSERT INTO events VALUES(17,1,'SubscriptionFeaturesUpdated',1788858000000000,2,13,14,NULL,'console');
INSERT INTO events VALUES(19,1,'CustomerBillingSucceeded',1788879600000000,2,13,NULL,15,'clock');
INSERT INTO events VALUES(20,1,'InvoiceDebitIssuedPaymentOffline',1788879600000000,2,13,NULL,15,'clock');
INSERT INTO events VALUES(21,1,'CustomerAdded',1788944400000000,2,16,NULL,NULL,'console');
INSERT INTO events VALUES(23,1,'CustomerBillingAddressUpdated',1788944400000000,2,16,NULL,NULL,'console');
INSERT INTO events VALUES(24,1,'CustomerPaymentMethodUpdated',1788944400000000,2,16,NULL,NULL,'console');
INSERT INTO events VALUES(28,1,'SubscriptionStarted',1788944400000000,2,16,17,NULL,'console');
INSERT INTO events VALUES(31,1,'SubscriptionFeaturesUpdated',1788944400000000,2,16,17,NULL,'console');
INSERT INTO events VALUES(32,1,'CustomerBillingSucceeded',1788966000000000,2,16,NULL,18,'clock');
INSERT INTO events VALUES(33,1,'InvoiceDebitIssuedPaymentOffline',1788966000000000,2,16,NULL,18,'clock');
INSERT INTO events VALUES(34,1,'CustomerAdded',1789030800000000,2,19,NULL,NULL,'console');
INSERT INTO events VALUES(36,1,'CustomerBillingAddressUpdated',1789030800000000,2,19,NULL,NULL,'console');
INSERT INTO events VALUES(37,1,'CustomerPaymentMethodUpdated',1789030800000000,2,19,NULL,NULL,'console');
INSERT INTO events VALUES(42,1,'SubscriptionStarted',1789030800000000,2,19,20,NULL,'console');
INSERT INTO events VALUES(45,1,'SubscriptionFeaturesUpdated',1789030800000000,2,19,20,NULL,'console');
INSERT INTO events VALUES(46,1,'CustomerBillingSucceeded',1789052400000000,2,19,NULL,21,'clock');
INSERT INTO events VALUES(47,1,'InvoiceDebitIssuedPaymentOffline',1789052400000000,2,19,NULL,21,'clock');
INSERT INTO events VALUES(48,1,'CustomerAdded',1789117200000000,2,22,NULL,NULL,'console');
INSERT INTO events VALUES(50,1,'CustomerBillingAddressUpdated',1789117200000000,2,22,NULL,NULL,'console');
INSERT INTO events VALUES(52,1,'SubscriptionStarted',1789117200000000,2,22,23,NULL,'console');
INSERT INTO events VALUES(53,1,'CustomerAdded',1789290000000000,2,24,NULL,NULL,'console');
INSERT INTO events VALUES(55,1,'CustomerBillingAddressUpdated',1789290000000000,2,24,NULL,NULL,'console');
INSERT INTO events VALUES(56,1,'CustomerPaymentMethodUpdated',1789290000000000,2,24,NULL,NULL,'console');
INSERT INTO events VALUES(60,1,'SubscriptionStarted',1789290000000000,2,24,25,NULL,'console');
INSERT INTO events VALUES(62,1,'SubscriptionFeaturesUpdated',1789290000000000,2,24,25,NULL,'console');
INSERT INTO events VALUES(64,1,'CustomerAdded',1789722000000000,2,26,NULL,NULL,'console');
INSERT INTO events VALUES(66,1,'CustomerBillingAddressUpdated',1789722000000000,2,26,NULL,NULL,'console');
INSERT INTO events VALUES(67,1,'CustomerPaymentMethodUpdated',1789722000000000,2,26,NULL,NULL,'console');
INSERT INTO events VALUES(68,1,'CustomerAdded',1789808400000000,2,27,NULL,NULL,'console');
INSERT INTO events VALUES(70,1,'CustomerBillingAddressUpdated',1789808400000000,2,27,NULL,NULL,'console');
INSERT INTO events VALUES(74,1,'SubscriptionStarted',1789808400000000,2,27,28,NULL,'console');
INSERT INTO events VALUES(75,1,'CustomerAdded',1789894800000000,2,29,NULL,NULL,'console');
INSERT INTO events VALUES(77,1,'CustomerBillingAddressUpdated',1789894800000000,2,29,NULL,NULL,'console');
INSERT INTO events VALUES(81,1,'SubscriptionStarted',1789894800000000,2,29,30,NULL,'console');
INSERT INTO events VALUES(84,1,'SubscriptionFeaturesUpdated',1789894800000000,2,29,30,NULL,'console');
INSERT INTO events VALUES(85,1,'CustomerBillingSucceeded',1789916400000000,2,26,NULL,31,'clock');
INSERT INTO events VALUES(86,1,'InvoiceDebitIssuedPaymentOffline',1789916400000000,2,26,NULL,31,'clock');
INSERT INTO events VALUES(90,1,'SubscriptionRenewed',1790067600000000,2,13,14,NULL,'clock');
INSERT INTO events VALUES(91,1,'CustomerBillingSucceeded',1790089200000000,2,13,NULL,32,'clock');
INSERT INTO events VALUES(92,1,'InvoiceDebitIssuedPaymentOffline',1790089200000000,2,13,NULL,32,'clock');
INSERT INTO events VALUES(95,1,'SubscriptionRenewed',1790154000000000,2,16,17,NULL,'clock');
INSERT INTO events VALUES(96,1,'CustomerBillingSucceeded',1790175600000000,2,16,NULL,33,'clock');
INSERT INTO events VALUES(97,1,'InvoiceDebitIssuedPaymentOffline',1790175600000000,2,16,NULL,33,'clock');
INSERT INTO events VALUES(100,1,'SubscriptionRenewed',1790499600000000,2,24,25,NULL,'clock');
INSERT INTO events VALUES(101,1,'CustomerBillingSucceeded',1790521200000000,2,24,NULL,34,'clock');
INSERT INTO events VALUES(102,1,'InvoiceDebitIssuedPaymentOffline',1790521200000000,2,24,NULL,34,'clock');
INSERT INTO events VALUES(103,1,'CustomerAdded',1790586000000000,2,35,NULL,NULL,'console');
INSERT INTO events VALUES(105,1,'CustomerBillingAddressUpdated',1790586000000000,2,35,NULL,NULL,'console');
INSERT INTO events VALUES(106,1,'CustomerPaymentMethodUpdated',1790586000000000,2,35,NULL,NULL,'console');
INSERT INTO events VALUES(110,1,'SubscriptionStarted',1790586000000000,2,35,36,NULL,'console');
INSERT INTO events VALUES(112,1,'SubscriptionFeaturesUpdated',1790586000000000,2,35,36,NULL,'console');
INSERT INTO events VALUES(114,1,'SubscriptionRenewed',1791018000000000,2,27,28,NULL,'clock');
INSERT INTO events VALUES(115,1,'CustomerBillingSucceeded',1791039600000000,2,26,NULL,37,'clock');
INSERT INTO events VALUES(116,1,'InvoiceDebitIssuedPaymentOffline',1791039600000000,2,26,NULL,37,'clock');
INSERT INTO events VALUES(119,1,'SubscriptionRenewed',1791104400000000,2,29,30,NULL,'clock');
INSERT INTO events VALUES(120,1,'CustomerBillingSucceeded',1791126000000000,2,26,NULL,38,'clock');
INSERT INTO events VALUES(121,1,'InvoiceDebitIssuedPaymentOffline',1791126000000000,2,26,NULL,38,'clock');
INSERT INTO events VALUES(122,1,'CustomerAdded',1791536400000000,2,39,NULL,NULL,'console');
INSERT INTO events VALUES(124,1,'CustomerBillingAddressUpdated',1791536400000000,2,39,NULL,NULL,'console');
INSERT INTO events VALUES(125,1,'CustomerPaymentMethodUpdated',1791536400000000,2,39,NULL,NULL,'console');
INSERT INTO events VALUES(129,1,'SubscriptionStarted',1791536400000000,2,39,40,NULL,'console');
INSERT INTO events VALUES(132,1,'SubscriptionFeaturesUpdated',1791536400000000,2,39,40,NULL,'console');
INSERT INTO events VALUES(134,1,'CustomerBillingSucceeded',1791558000000000,2,39,NULL,41,'clock');
INSERT INTO events VALUES(135,1,'InvoiceDebitIssuedPaymentOffline',1791558000000000,2,39,NULL,41,'clock');
INSERT INTO events VALUES(136,1,'SubscriptionRenewed',1791709200000000,2,22,23,NULL,'clock');
INSERT INTO events VALUES(138,1,'SubscriptionRenewed',1791795600000000,2,35,36,NULL,'clock');
INSERT INTO events VALUES(139,1,'CustomerBillingSucceeded',1791817200000000,2,35,NULL,42,'clock');
INSERT INTO events VALUES(140,1,'InvoiceDebitIssuedPaymentOffline',1791817200000000,2,35,NULL,42,'clock');
INSERT INTO events VALUES(143,1,'SubscriptionRenewed',1792659600000000,2,13,14,NULL,'clock');
INSERT INTO events VALUES(144,1,'CustomerBillingSucceeded',1792681200000000,2,13,NULL,43,'clock');
INSERT INTO events VALUES(145,1,'InvoiceDebitIssuedPaymentOffline',1792681200000000,2,13,NULL,43,'clock');
INSERT INTO events VALUES(148,1,'SubscriptionRenewed',1792746000000000,2,16,17,NULL,'clock');
INSERT INTO events VALUES(152,1,'SubscriptionRenewed',1792746000000000,2,39,40,NULL,'clock');
INSERT INTO events VALUES(153,1,'CustomerBillingSucceeded',1792767600000000,2,16,NULL,44,'clock');
INSERT INTO events VALUES(154,1,'InvoiceDebitIssuedPaymentOffline',1792767600000000,2,16,NULL,44,'clock');
INSERT INTO events VALUES(155,1,'CustomerBillingSucceeded',1792767600000000,2,39,NULL,45,'clock');
INSERT INTO events VALUES(156,1,'InvoiceDebitIssuedPaymentOffline',1792767600000000,2,39,NULL,45,'clock');
INSERT INTO events VALUES(158,1,'SubscriptionRenewed',1793091600000000,2,24,25,NULL,'clock');
INSERT INTO events VALUES(159,1,'CustomerBillingSucceeded',1793113200000000,2,24,NULL,46,'clock');
INSERT INTO events VALUES(160,1,'InvoiceDebitIssuedPaymentOffline',1793113200000000,2,24,NULL,46,'clock');
INSERT INTO events VALUES(162,1,'SubscriptionRenewed',1793696400000000,2,27,28,NULL,'clock');
INSERT INTO events VALUES(163,1,'CustomerBillingSucceeded',1793718000000000,2,26,NULL,47,'clock');
INSERT INTO events VALUES(164,1,'InvoiceDebitIssuedPaymentOffline',1793718000000000,2,26,NULL,47,'clock');
INSERT INTO events VALUES(167,1,'SubscriptionRenewed',1793782800000000,2,29,30,NULL,'clock');
INSERT INTO events VALUES(168,1,'CustomerBillingSucceeded',1793804400000000,2,26,NULL,48,'clock');
INSERT INTO events VALUES(169,1,'InvoiceDebitIssuedPaymentOffline',1793804400000000,2,26,NULL,48,'clock');
INSERT INTO events VALUES(170,1,'SubscriptionRenewed',1794387600000000,2,22,23,NULL,'clock');
INSERT INTO events VALUES(172,1,'SubscriptionRenewed',1794474000000000,2,35,36,NULL,'clock');
INSERT INTO events VALUES(173,1,'CustomerBillingSucceeded',1794495600000000,2,35,NULL,49,'clock');
INSERT INTO events VALUES(174,1,'InvoiceDebitIssuedPaymentOffline',1794495600000000,2,35,NULL,49,'clock');
INSERT INTO events VALUES(175,1,'CustomerAdded',1794906000000000,2,50,NULL,NULL,'console');
INSERT INTO events VALUES(177,1,'CustomerBillingAddressUpdated',1794906000000000,2,50,NULL,NULL,'console');
INSERT INTO events VALUES(178,1,'CustomerPaymentMethodUpdated',1794906000000000,2,50,NULL,NULL,'console');
INSERT INTO events VALUES(182,1,'SubscriptionStarted',1794906000000000,2,50,51,NULL,'console');
INSERT INTO events VALUES(184,1,'CustomerAdded',1795251600000000,2,52,NULL,NULL,'console');
INSERT INTO events VALUES(186,1,'CustomerBillingAddressUpdated',1795251600000000,2,52,NULL,NULL,'console');
INSERT INTO events VALUES(189,1,'SubscriptionRenewed',1795338000000000,2,13,14,NULL,'clock');
CREATE TABLE jobs (
    id           BIGINT NOT NULL PRIMARY KEY,
    id_business  BIGINT NOT NULL,
    lane         TEXT   NOT NULL,
    body         TEXT   NOT NULL, -- as it was when it happened
    due_at       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempts     BIGINT NOT NULL DEFAULT 0, -- the fencing token of the lease
    done_at      BIGINT,
    last_error   TEXT
);
CREATE TABLE secrets (
    id_business  BIGINT NOT NULL,
    table_name   TEXT   NOT NULL,
    row_id       BIGINT NOT NULL,
    column_name  TEXT   NOT NULL,
    id_key       TEXT   NOT NULL, -- which sealing key
    sealed       BYTEA  NOT NULL, -- nonce and cipher text
    date_update  BIGINT NOT NULL,
    PRIMARY KEY (id_business, table_name, row_id, column_name)
)          WITHOUT ROWID   ;
INSERT INTO secrets VALUES(1,'businesses',1,'webhook_secret','3211f3d2343375be',X'c930ef420dfca8442bf4a1fa2d34e597602a9e594cb5a89eeb60c896a10627bd61236f7e3b5a61b2d9a2595b49f4c998f41879627106f7bd591fecc224f06b8bac91b67d71f9af0f85e612643160a8f2825f5eefe9bbd4b671c068539f5c755a447c4d07a77f8975',1795312139339773);
INSERT INTO secrets VALUES(1,'segments',2,'portal_secret','3211f3d2343375be',X'2dadcc6db01a5218f680c6045950ee810aac331b1726610992778bee8613386ccba45fa12af4ad88f8572587d682a9431f0f6581045c42d6a6622d3244f7856411274949d27423fe52589e4bc1a86297f3de6ceab53fadebdcb3be9adac8f73f8001825038b1c28a',1795312139339773);
CREATE TABLE imports (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business         BIGINT NOT NULL,
    id_segment          BIGINT NOT NULL,
    path                TEXT   NOT NULL,
    sha256              TEXT   NOT NULL,
    rows_total          BIGINT NOT NULL,
    rows_done           BIGINT NOT NULL, -- bad ones included
    customers_added     BIGINT NOT NULL,
    customers_updated   BIGINT NOT NULL,
    subscriptions_added BIGINT NOT NULL,
    date_creation       BIGINT NOT NULL,
    done_at             BIGINT
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE TABLE failures (
    id_business BIGINT NOT NULL,
    sweep       TEXT   NOT NULL,
    id_subject  BIGINT NOT NULL,
    code        TEXT   NOT NULL,
    message     TEXT   NOT NULL,
    attempts    BIGINT NOT NULL,
    failed_at   BIGINT NOT NULL,
    next_at     BIGINT NOT NULL,
    PRIMARY KEY (id_business, sweep, id_subject)
)          WITHOUT ROWID   ;
CREATE TABLE businesses (
    id            BIGINT NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    is_live       BIGINT NOT NULL CHECK (is_live IN (0, 1)),
    language      TEXT   NOT NULL,
    time_zone     TEXT   NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
);
INSERT INTO businesses VALUES(1,'Atelier Numérique',0,'fr','Europe/Paris',1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE sellers (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    legal_form    TEXT,
    siren         TEXT,
    vat_number    TEXT,
    vat_regime    TEXT   NOT NULL DEFAULT 'Standard',
    creditor_id   TEXT,  -- SEPA
    id_address    BIGINT,
    time_zone     TEXT   NOT NULL,
    is_default    BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO sellers VALUES(3,1,'Atelier Numérique',NULL,NULL,NULL,'Standard',NULL,NULL,'Europe/Paris',1,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE segments (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_seller         BIGINT NOT NULL,
    reference_segment TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    currency          TEXT   NOT NULL,
    language          TEXT   NOT NULL,
    time_zone         TEXT   NOT NULL,
    position          BIGINT NOT NULL, -- the first one is the default
    rate_tax          BIGINT NOT NULL CHECK (rate_tax BETWEEN 0 AND 10000),
    label_tax         TEXT   NOT NULL,
    install_url       TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO segments VALUES(2,1,3,'default','Atelier Numérique','EUR','fr','Europe/Paris',1,2000,'TVA',NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE settings (
    id_business    BIGINT NOT NULL,
    scope          TEXT   NOT NULL CHECK (scope IN ('business', 'segment', 'customer')),
    id_scope       BIGINT NOT NULL,
    key            TEXT   NOT NULL,
    value          TEXT   NOT NULL,
    date_update    BIGINT NOT NULL,
    id_user_update BIGINT NOT NULL,
    PRIMARY KEY (id_business, scope, id_scope, key)
)          WITHOUT ROWID   ;
CREATE TABLE agents (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    name          TEXT   NOT NULL,
    email         TEXT,
    permissions   TEXT   NOT NULL, -- words of enum permission, separated by spaces
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO agents VALUES(4,1,'demonstration',NULL,'all',1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE api_keys (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_agent      BIGINT NOT NULL,
    agent_key     TEXT   NOT NULL,
    key_hash      BYTEA  NOT NULL,
    date_expiry   BIGINT,
    date_revoked  BIGINT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO api_keys VALUES(5,1,4,'7657e486e0a817f28b018d33b475ac48',X'5fe0acb85006b59e17582bff906c8f38465bdc9ab476d8d13316c3b60edf1eae',NULL,NULL,1795312139339773,0);
CREATE TABLE test_clocks (
    id_business BIGINT NOT NULL PRIMARY KEY,
    now_at      BIGINT NOT NULL,
    target_at   BIGINT NOT NULL, -- later than now_at while the clock is on its way
    CHECK (target_at >= now_at)
);
INSERT INTO test_clocks VALUES(1,1795338000000000,1795338000000000);
CREATE TABLE audit (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business  BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    recorded_at  BIGINT NOT NULL,
    actor        TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    id_subject   BIGINT NOT NULL,
    value_before TEXT,
    value_after  TEXT,
    request_id   TEXT
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO audit VALUES(1,1,1795312139339773,1795312139339773,'console','Secret.Put','businesses',1,NULL,'{"Column":"webhook_secret","IdKey":"3211f3d2343375be"}',NULL);
INSERT INTO audit VALUES(4,1,1795312139339773,1795312139339773,'console','Secret.Put','segments',2,NULL,'{"Column":"portal_secret","IdKey":"3211f3d2343375be"}',NULL);
INSERT INTO audit VALUES(6,1,1795312139339773,1795312139339773,'console','Key.Create','api_keys',5,NULL,'{"AgentKey":"7657e486e0a817f28b018d33b475ac48"}',NULL);
CREATE TABLE localized_texts (
    id_business BIGINT NOT NULL,
    subject     TEXT   NOT NULL, -- 'offer', 'feature', 'subscription'
    id_subject  BIGINT NOT NULL,
    field       TEXT   NOT NULL, -- 'title', 'description'
    language    TEXT   NOT NULL,
    content     TEXT   NOT NULL,
    PRIMARY KEY (id_business, subject, id_subject, field, language)
)          WITHOUT ROWID   ;
INSERT INTO localized_texts VALUES(1,'feature',5,'title','en','Priority support');
INSERT INTO localized_texts VALUES(1,'feature',5,'title','fr','Assistance prioritaire');
INSERT INTO localized_texts VALUES(1,'feature',6,'title','en','Seats');
INSERT INTO localized_texts VALUES(1,'feature',6,'title','fr','Utilisateurs');
INSERT INTO localized_texts VALUES(1,'feature',7,'title','en','Messages');
INSERT INTO localized_texts VALUES(1,'feature',7,'title','fr','Messages');
INSERT INTO localized_texts VALUES(1,'offer',9,'title','en','Free');
INSERT INTO localized_texts VALUES(1,'offer',9,'title','fr','Découverte');
INSERT INTO localized_texts VALUES(1,'offer',10,'title','en','Team');
INSERT INTO localized_texts VALUES(1,'offer',10,'title','fr','Équipe');
INSERT INTO localized_texts VALUES(1,'offer',11,'title','en','Business');
INSERT INTO localized_texts VALUES(1,'offer',11,'title','fr','Entreprise');
CREATE TABLE features (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    reference_feature TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    type_feature      TEXT   NOT NULL CHECK (type_feature IN ('OnOff', 'Limitation', 'Consumption')),
    is_visible        BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    position          BIGINT NOT NULL,
    metadata          TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO features VALUES(5,1,'support','Priority support','OnOff',1,1,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
INSERT INTO features VALUES(6,1,'seats','Seats','Limitation',1,2,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
INSERT INTO features VALUES(7,1,'messages','Messages','Consumption',1,3,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE offers (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    reference_offer       TEXT   NOT NULL,
    name                  TEXT   NOT NULL,
    is_visible            BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    amount_up_front       BIGINT,
    amount_trial          BIGINT,
    duration_trial        BIGINT CHECK (duration_trial > 0),
    unit_trial            TEXT   CHECK (unit_trial IN ('Day', 'Week', 'Month', 'Year')),
    amount_recurrence     BIGINT NOT NULL,
    duration_recurrence   BIGINT NOT NULL CHECK (duration_recurrence > 0),
    unit_recurrence       TEXT   NOT NULL CHECK (unit_recurrence IN ('Day', 'Week', 'Month', 'Year')),
    count_recurrences     BIGINT CHECK (count_recurrences > 0),
    count_min_recurrences BIGINT CHECK (count_min_recurrences >= 0),
    amount_termination    BIGINT,
    position              BIGINT NOT NULL,
    metadata              TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO offers VALUES(9,1,2,'free','Free',1,NULL,NULL,NULL,NULL,0,1,'Month',NULL,NULL,NULL,1,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
INSERT INTO offers VALUES(10,1,2,'team','Team',1,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,2,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
INSERT INTO offers VALUES(11,1,2,'business','Business',1,19900,NULL,NULL,NULL,99000,1,'Year',NULL,1,NULL,3,NULL,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE offer_features (
    id_business                     BIGINT NOT NULL,
    id_offer                        BIGINT NOT NULL,
    id_feature                      BIGINT NOT NULL,
    position                        BIGINT NOT NULL,
    is_included                     BIGINT,
    is_enabled                      BIGINT,
    quantity_included               BIGINT,
    quantity_current                BIGINT,
    is_updatable_before_subscription BIGINT NOT NULL,
    is_updatable_after_subscription BIGINT NOT NULL,
    is_update_at_full_price         BIGINT NOT NULL,
    is_free_in_trial                BIGINT NOT NULL,
    mode_pricing                    TEXT   NOT NULL CHECK (mode_pricing IN ('Tiered', 'Volume')),
    steps                           TEXT,
    PRIMARY KEY (id_business, id_offer, id_feature)
)          WITHOUT ROWID   ;
INSERT INTO offer_features VALUES(1,9,6,1,NULL,NULL,1000000,1000000,0,0,0,0,'Tiered',NULL);
INSERT INTO offer_features VALUES(1,10,5,1,0,0,NULL,NULL,0,1,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO offer_features VALUES(1,10,6,2,NULL,NULL,2000000,2000000,1,1,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO offer_features VALUES(1,10,7,3,NULL,NULL,25000000,NULL,0,0,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO offer_features VALUES(1,11,5,1,1,1,NULL,NULL,0,0,0,0,'Tiered',NULL);
INSERT INTO offer_features VALUES(1,11,6,2,NULL,NULL,20000000,20000000,0,0,0,0,'Tiered','[{"Increment":10,"AmountPerIncrement":9000}]');
CREATE TABLE discounts (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business        BIGINT NOT NULL,
    id_segment         BIGINT NOT NULL,
    reference_discount TEXT   NOT NULL,
    name               TEXT   NOT NULL,
    state_discount     TEXT   NOT NULL CHECK (state_discount IN ('Draft', 'Enabled')),
    type_off           TEXT   NOT NULL CHECK (type_off IN ('Flat', 'PerTenThousand')),
    value_off          BIGINT NOT NULL CHECK (value_off >= 0),
    target_fee         TEXT   NOT NULL CHECK (target_fee IN
                           ('FlatFee', 'FeatureFee', 'UpfrontFee', 'AllRecurring', 'All')),
    count_periods      BIGINT CHECK (count_periods > 0),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO discounts VALUES(8,1,2,'welcome','Welcome','Enabled','PerTenThousand',1000,'FlatFee',3,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE offer_discounts (
    id_business BIGINT NOT NULL,
    id_offer    BIGINT NOT NULL,
    id_discount BIGINT NOT NULL,
    id_feature  BIGINT NOT NULL DEFAULT 0, -- 0: not aimed at one feature
    PRIMARY KEY (id_business, id_offer, id_discount, id_feature)
)          WITHOUT ROWID   ;
CREATE TABLE pricing_tables (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business             BIGINT NOT NULL,
    id_segment              BIGINT NOT NULL,
    reference_pricing_table TEXT   NOT NULL,
    name                    TEXT   NOT NULL,
    position                BIGINT NOT NULL,
    is_visible              BIGINT NOT NULL CHECK (is_visible IN (0, 1)),
    is_default              BIGINT NOT NULL CHECK (is_default IN (0, 1)),
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO pricing_tables VALUES(12,1,2,'public','Public',1,1,1,1795312139339773,0,1795312139339773,0,'Ok',1);
CREATE TABLE pricing_table_offers (
    id_business      BIGINT NOT NULL,
    id_pricing_table BIGINT NOT NULL,
    id_offer         BIGINT NOT NULL,
    position         BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_pricing_table, id_offer)
)          WITHOUT ROWID   ;
INSERT INTO pricing_table_offers VALUES(1,12,9,1);
INSERT INTO pricing_table_offers VALUES(1,12,10,2);
INSERT INTO pricing_table_offers VALUES(1,12,11,3);
CREATE TABLE customers (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    reference_customer    TEXT   NOT NULL,
    name                  TEXT,
    email                 TEXT,
    language              TEXT   NOT NULL,
    time_zone             TEXT,  -- NULL: the segment's
    status                TEXT   NOT NULL CHECK (status IN ('Enabled', 'Suspended')),
    reference_affiliation TEXT,
    date_affiliation      BIGINT,
    metadata              TEXT,
    id_address_billing    BIGINT,
    id_address_shipping   BIGINT,
    type_payment          TEXT,
    mode_billing          TEXT   NOT NULL CHECK (mode_billing IN ('Auto', 'Manual')),
    is_grey_listed        BIGINT NOT NULL CHECK (is_grey_listed IN (0, 1)),
    note_invoice          TEXT,
    date_next_billing     BIGINT,
    is_next_billing_fixed BIGINT NOT NULL DEFAULT 0 CHECK (is_next_billing_fixed IN (0, 1)),
                                 -- set by a person: no line draws it nearer
    link_epoch            BIGINT NOT NULL DEFAULT 0, -- links sealed before are dead
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO customers VALUES(13,1,2,'ada','Ada Lovelace','ada@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,8,NULL,'ExternalBank','Auto',0,NULL,1795359600000000,0,0,1788858000000000,0,1788858000000000,0,'Ok',3);
INSERT INTO customers VALUES(16,1,2,'blaise','Blaise Pascal','blaise@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,22,NULL,'ExternalCheck','Auto',0,NULL,1795446000000000,0,0,1788944400000000,0,1788944400000000,0,'Ok',3);
INSERT INTO customers VALUES(19,1,2,'carl','Carl Gauss','carl@example.test','en',NULL,'Enabled',NULL,NULL,NULL,35,NULL,'ExternalBank','Auto',0,NULL,1820588400000000,0,0,1789030800000000,0,1789030800000000,0,'Ok',3);
INSERT INTO customers VALUES(22,1,2,'dorothy','Dorothy Vaughan','dorothy@example.test','en',NULL,'Enabled',NULL,NULL,NULL,49,NULL,NULL,'Auto',0,NULL,NULL,0,0,1789117200000000,0,1789117200000000,0,'Ok',2);
INSERT INTO customers VALUES(24,1,2,'emmy','Emmy Noether','emmy@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,54,NULL,'ExternalBank','Auto',0,NULL,1795791600000000,0,0,1789290000000000,0,1789290000000000,0,'Ok',3);
INSERT INTO customers VALUES(26,1,2,'franchise','Franchise du Sud','franchise@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,65,NULL,'ExternalBank','Auto',0,NULL,1796310000000000,0,0,1789722000000000,0,1789722000000000,0,'Ok',3);
INSERT INTO customers VALUES(27,1,2,'shop-1','Boutique Aix','shop-1@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,69,NULL,NULL,'Auto',0,NULL,NULL,0,0,1789808400000000,0,1789808400000000,0,'Ok',2);
INSERT INTO customers VALUES(29,1,2,'shop-2','Boutique Nice','shop-2@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,76,NULL,NULL,'Auto',0,NULL,NULL,0,0,1789894800000000,0,1789894800000000,0,'Ok',2);
INSERT INTO customers VALUES(35,1,2,'grace','Grace Hopper','grace@example.test','en',NULL,'Enabled',NULL,NULL,NULL,104,NULL,'ExternalCash','Auto',0,NULL,1797087600000000,0,0,1790586000000000,0,1790586000000000,0,'Ok',3);
INSERT INTO customers VALUES(39,1,2,'hypatia','Hypatia','hypatia@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,123,NULL,'ExternalOther','Auto',0,NULL,1795446000000000,0,0,1791536400000000,0,1791536400000000,0,'Ok',3);
INSERT INTO customers VALUES(50,1,2,'ida','Ida Rhodes','ida@example.test','fr',NULL,'Enabled',NULL,NULL,NULL,176,NULL,'ExternalBank','Auto',0,NULL,NULL,0,0,1794906000000000,0,1794906000000000,0,'Ok',3);
INSERT INTO customers VALUES(52,1,2,'john','John Napier','john@example.test','en',NULL,'Enabled',NULL,NULL,NULL,185,NULL,NULL,'Auto',0,NULL,NULL,0,0,1795251600000000,0,1795251600000000,0,'Ok',2);
CREATE TABLE contacts (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_customer   BIGINT NOT NULL,
    name          TEXT,
    email         TEXT   NOT NULL,
    rights        TEXT   NOT NULL,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
CREATE TABLE addresses (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business     BIGINT NOT NULL,
    company         TEXT,
    first_name      TEXT,
    last_name       TEXT,
    address_line1   TEXT,
    address_line2   TEXT,
    zip_code        TEXT,
    city            TEXT,
    country         TEXT,
    region          TEXT,
    phone           TEXT,
    tax_information TEXT,
    salt            BYTEA,
    digest          BYTEA  NOT NULL,
    date_creation   BIGINT NOT NULL,
    keep_until      BIGINT
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO addresses VALUES(8,1,NULL,NULL,'Ada Lovelace','1 place du Marché',NULL,NULL,'Paris','FR',NULL,NULL,NULL,X'c0001c965f828ba8fd40cdc089911cf6',X'bfd724b74c30867ea3329e50fa1a10b4789076e067b5b8e6cdf47210eec557f7',1788858000000000,NULL);
INSERT INTO addresses VALUES(22,1,NULL,NULL,'Blaise Pascal','1 place du Marché',NULL,NULL,'Rouen','FR',NULL,NULL,NULL,X'c44eecbb0bcaef025c31ffd425bb2d78',X'e64f62814b1fa797c37b88b4f2ed6cf82f0977b02e31f4ba16459626f56407f2',1788944400000000,NULL);
INSERT INTO addresses VALUES(35,1,NULL,NULL,'Carl Gauss','1 place du Marché',NULL,NULL,'Göttingen','DE',NULL,NULL,NULL,X'e74ea668191bf059b5c68782a818b448',X'c2c9ee2c14303654a676898136fb0689f58fe2f292a8e046c063a5154feb4927',1789030800000000,NULL);
INSERT INTO addresses VALUES(49,1,NULL,NULL,'Dorothy Vaughan','1 place du Marché',NULL,NULL,'Lyon','FR',NULL,NULL,NULL,X'6a90768012f63e8ba53874a9b7bf0f25',X'0cb97f0f3d73e73ce8cc794287d735eb8f90cfd00c1cb5d32c298ab684b96ed7',1789117200000000,NULL);
INSERT INTO addresses VALUES(54,1,NULL,NULL,'Emmy Noether','1 place du Marché',NULL,NULL,'Lille','FR',NULL,NULL,NULL,X'e8f6011aa563b886e092955566387fcc',X'00023bf9279211d3b72dae2e74823849676f065e23092c7739fd292c928d3053',1789290000000000,NULL);
INSERT INTO addresses VALUES(65,1,NULL,NULL,'Franchise du Sud','1 place du Marché',NULL,NULL,'Marseille','FR',NULL,NULL,NULL,X'96b36a69d92f66684f4420d5fe1c8a47',X'512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7',1789722000000000,NULL);
INSERT INTO addresses VALUES(69,1,NULL,NULL,'Boutique Aix','1 place du Marché',NULL,NULL,'Aix','FR',NULL,NULL,NULL,X'016c45a189f8c95f6b2bc5c709e12bb4',X'ec5d2d973ed5d27eac8147243d335356384150d47347ec85c3c9ee4d8854cdf4',1789808400000000,NULL);
INSERT INTO addresses VALUES(76,1,NULL,NULL,'Boutique Nice','1 place du Marché',NULL,NULL,'Nice','FR',NULL,NULL,NULL,X'4696bc53d87e1de7e3622eeae41f629b',X'a7fd375e78916de743dfb543d1081f041d94e786e0cdd452d509d9c18ef6a423',1789894800000000,NULL);
INSERT INTO addresses VALUES(104,1,NULL,NULL,'Grace Hopper','1 place du Marché',NULL,NULL,'Bruxelles','BE',NULL,NULL,NULL,X'3d1aa56c39ad888c2b34394a30eba5e1',X'3f521ef5a2a8422adaacd8196299e18e544f3313382f12880006669df396e751',1790586000000000,NULL);
INSERT INTO addresses VALUES(123,1,NULL,NULL,'Hypatia','1 place du Marché',NULL,NULL,'Nantes','FR',NULL,NULL,NULL,X'e25c428d4ae4960161557bd21b620a84',X'6dc745fcb4254246f0a7b58c382fe6cff650e805421056dfa69b793c0c0810e0',1791536400000000,NULL);
INSERT INTO addresses VALUES(176,1,NULL,NULL,'Ida Rhodes','1 place du Marché',NULL,NULL,'Rennes','FR',NULL,NULL,NULL,X'cc7f4cd4172867c9a04334ac9a4f64be',X'aeab3830aee058ab2c3184eb9dd424164a4f95eea3b844aedcedcc31c30198bb',1794906000000000,NULL);
INSERT INTO addresses VALUES(185,1,NULL,NULL,'John Napier','1 place du Marché',NULL,NULL,'Dublin','IE',NULL,NULL,NULL,X'09140b04b30d552d45631cbd96629151',X'7cb88649ce2a31a9f3762e7495c2046c0dad677b952233a444ed7e2e4571e5e9',1795251600000000,NULL);
CREATE TABLE subscriptions (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business           BIGINT NOT NULL,
    id_segment            BIGINT NOT NULL,
    id_offer              BIGINT NOT NULL,
    id_customer           BIGINT NOT NULL,
    id_customer_buyer     BIGINT NOT NULL,
    state_subscription    TEXT   NOT NULL,
    external_key          TEXT,
    title                 TEXT,  -- NULL: the offer's
    description           TEXT,
    amount_up_front       BIGINT,
    amount_trial          BIGINT,
    duration_trial        BIGINT,
    unit_trial            TEXT,
    amount_recurrence     BIGINT NOT NULL,
    duration_recurrence   BIGINT NOT NULL,
    unit_recurrence       TEXT   NOT NULL,
    count_recurrences     BIGINT,
    count_min_recurrences BIGINT,
    amount_termination    BIGINT,
    date_anchor           BIGINT,
    period_anchor         BIGINT,
    period_no             BIGINT,
    date_start            BIGINT,
    date_period_start     BIGINT,
    date_period_end       BIGINT,
    date_term             BIGINT,
    date_end              BIGINT,
    is_migration          BIGINT NOT NULL DEFAULT 0 CHECK (is_migration IN (0, 1)),
    next_at               BIGINT,
    metadata              TEXT,
    date_creation BIGINT NOT NULL, id_user_creation BIGINT NOT NULL,
    date_update   BIGINT NOT NULL, id_user_update   BIGINT NOT NULL,
    state_life    TEXT   NOT NULL, version          BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO subscriptions VALUES(14,1,2,10,13,13,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1790067600000000,1,3,1788858000000000,1795338000000000,1797930000000000,1797930000000000,NULL,0,1797930000000000,NULL,1788858000000000,0,1795338000000000,0,'Ok',4);
INSERT INTO subscriptions VALUES(17,1,2,10,16,16,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1790154000000000,1,2,1788944400000000,1792746000000000,1795424400000000,1795424400000000,NULL,0,1795424400000000,NULL,1788944400000000,0,1792746000000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(20,1,2,11,19,19,'ActiveRunning',NULL,NULL,NULL,19900,NULL,NULL,NULL,99000,1,'Year',NULL,1,NULL,1789030800000000,1,1,1789030800000000,1789030800000000,1820566800000000,1820566800000000,NULL,0,1820566800000000,NULL,1789030800000000,0,1789030800000000,0,'Ok',1);
INSERT INTO subscriptions VALUES(23,1,2,9,22,22,'ActiveRunning',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,'Month',NULL,NULL,NULL,1789117200000000,1,3,1789117200000000,1794387600000000,1796979600000000,1796979600000000,NULL,0,1796979600000000,NULL,1789117200000000,0,1794387600000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(25,1,2,10,24,24,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1790499600000000,1,2,1789290000000000,1793091600000000,1795770000000000,1795770000000000,NULL,0,1795770000000000,NULL,1789290000000000,0,1793091600000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(28,1,2,10,27,26,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1791018000000000,1,2,1789808400000000,1793696400000000,1796288400000000,1796288400000000,NULL,0,1796288400000000,NULL,1789808400000000,0,1793696400000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(30,1,2,10,29,26,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1791104400000000,1,2,1789894800000000,1793782800000000,1796374800000000,1796374800000000,NULL,0,1796374800000000,NULL,1789894800000000,0,1793782800000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(36,1,2,10,35,35,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1791795600000000,1,2,1790586000000000,1794474000000000,1797066000000000,1797066000000000,NULL,0,1797066000000000,NULL,1790586000000000,0,1794474000000000,0,'Ok',3);
INSERT INTO subscriptions VALUES(40,1,2,10,39,39,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1792746000000000,1,1,1791536400000000,1792746000000000,1795424400000000,1795424400000000,NULL,0,1795424400000000,NULL,1791536400000000,0,1792746000000000,0,'Ok',2);
INSERT INTO subscriptions VALUES(51,1,2,10,50,50,'ActiveRunning',NULL,NULL,NULL,NULL,0,14,'Day',2900,1,'Month',NULL,NULL,NULL,1796115600000000,1,0,1794906000000000,1794906000000000,1796115600000000,1796115600000000,NULL,0,1796115600000000,NULL,1794906000000000,0,1794906000000000,0,'Ok',1);
CREATE TABLE subscription_features (
    id_business             BIGINT NOT NULL,
    id_subscription         BIGINT NOT NULL,
    id                      BIGINT NOT NULL,
    id_feature              BIGINT NOT NULL,
    is_included             BIGINT,
    is_enabled              BIGINT,
    quantity_included       BIGINT,
    quantity_current        BIGINT, -- a stock's present value; NULL: unlimited
    is_update_at_full_price BIGINT NOT NULL,
    is_free_in_trial        BIGINT NOT NULL,
    mode_pricing            TEXT   NOT NULL CHECK (mode_pricing IN ('Tiered', 'Volume')),
    steps                   TEXT,
    PRIMARY KEY (id_business, id_subscription, id)
)          WITHOUT ROWID   ;
INSERT INTO subscription_features VALUES(1,14,11,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,14,12,6,NULL,NULL,2000000,4000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,14,13,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,17,25,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,17,26,6,NULL,NULL,2000000,12000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,17,27,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,20,38,5,1,1,NULL,NULL,0,0,'Tiered',NULL);
INSERT INTO subscription_features VALUES(1,20,39,6,NULL,NULL,20000000,45000000,0,0,'Tiered','[{"Increment":10,"AmountPerIncrement":9000}]');
INSERT INTO subscription_features VALUES(1,23,51,6,NULL,NULL,1000000,1000000,0,0,'Tiered',NULL);
INSERT INTO subscription_features VALUES(1,25,57,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,25,58,6,NULL,NULL,2000000,2000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,25,59,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,28,71,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,28,72,6,NULL,NULL,2000000,2000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,28,73,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,30,78,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,30,79,6,NULL,NULL,2000000,3000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,30,80,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,36,107,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,36,108,6,NULL,NULL,2000000,2000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,36,109,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,40,126,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,40,127,6,NULL,NULL,2000000,6000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,40,128,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
INSERT INTO subscription_features VALUES(1,51,179,5,0,0,NULL,NULL,0,0,'Tiered','[{"AmountCeiling":1500}]');
INSERT INTO subscription_features VALUES(1,51,180,6,NULL,NULL,2000000,2000000,0,0,'Tiered','[{"QuantityMax":5,"AmountPerIncrement":1500},{"QuantityMax":10,"AmountPerIncrement":1200},{"AmountPerIncrement":800}]');
INSERT INTO subscription_features VALUES(1,51,181,7,NULL,NULL,25000000,NULL,0,0,'Tiered','[{"QuantityMax":100,"AmountPerIncrement":10},{"AmountPerIncrement":7}]');
CREATE TABLE subscription_periods (
    id_business     BIGINT NOT NULL,
    id_subscription BIGINT NOT NULL,
    period_no       BIGINT NOT NULL,
    date_start      BIGINT NOT NULL,
    date_end        BIGINT NOT NULL,
    is_trial        BIGINT NOT NULL CHECK (is_trial IN (0, 1)),
    charged         TEXT   NOT NULL, -- 'Charged', 'Migration': why not, if it was not
    CHECK (date_end > date_start),
    PRIMARY KEY (id_business, id_subscription, period_no)
)          WITHOUT ROWID   ;
INSERT INTO subscription_periods VALUES(1,14,0,1788858000000000,1790067600000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,14,1,1790067600000000,1792659600000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,14,2,1792659600000000,1795338000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,14,3,1795338000000000,1797930000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,17,0,1788944400000000,1790154000000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,17,1,1790154000000000,1792746000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,17,2,1792746000000000,1795424400000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,20,1,1789030800000000,1820566800000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,23,1,1789117200000000,1791709200000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,23,2,1791709200000000,1794387600000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,23,3,1794387600000000,1796979600000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,25,0,1789290000000000,1790499600000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,25,1,1790499600000000,1793091600000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,25,2,1793091600000000,1795770000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,28,0,1789808400000000,1791018000000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,28,1,1791018000000000,1793696400000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,28,2,1793696400000000,1796288400000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,30,0,1789894800000000,1791104400000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,30,1,1791104400000000,1793782800000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,30,2,1793782800000000,1796374800000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,36,0,1790586000000000,1791795600000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,36,1,1791795600000000,1794474000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,36,2,1794474000000000,1797066000000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,40,0,1791536400000000,1792746000000000,1,'Charged');
INSERT INTO subscription_periods VALUES(1,40,1,1792746000000000,1795424400000000,0,'Charged');
INSERT INTO subscription_periods VALUES(1,51,0,1794906000000000,1796115600000000,1,'Charged');
CREATE TABLE usage_events (
    id_business             BIGINT NOT NULL,
    id_subscription_feature BIGINT NOT NULL,
    occurred_at             BIGINT NOT NULL,
    event_key               TEXT   NOT NULL,
    increment               BIGINT,
    quantity                BIGINT, -- absolute; for OnOff 0 or one million
    recorded_at             BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription_feature, occurred_at, event_key)
)          WITHOUT ROWID   ;
INSERT INTO usage_events VALUES(1,12,1788858000000000,'#15',NULL,4000000,1795312139339773);
INSERT INTO usage_events VALUES(1,13,1788858000000000,'#18',NULL,145000000,1795312139339773);
INSERT INTO usage_events VALUES(1,26,1788944400000000,'#29',NULL,12000000,1795312139339773);
INSERT INTO usage_events VALUES(1,39,1789030800000000,'#43',NULL,45000000,1795312139339773);
INSERT INTO usage_events VALUES(1,58,1789290000000000,'#61',NULL,2000000,1795312139339773);
INSERT INTO usage_events VALUES(1,59,1789290000000000,'#63',NULL,75000000,1795312139339773);
INSERT INTO usage_events VALUES(1,79,1789894800000000,'#82',NULL,3000000,1795312139339773);
INSERT INTO usage_events VALUES(1,108,1790586000000000,'#111',NULL,2000000,1795312139339773);
INSERT INTO usage_events VALUES(1,127,1791536400000000,'#130',NULL,6000000,1795312139339773);
INSERT INTO usage_events VALUES(1,128,1791536400000000,'#133',NULL,410000000,1795312139339773);
INSERT INTO usage_events VALUES(1,181,1794906000000000,'#183',NULL,12000000,1795312139339773);
CREATE TABLE usage_counters (
    id_business             BIGINT NOT NULL,
    id_subscription_feature BIGINT NOT NULL,
    period_no               BIGINT NOT NULL,
    quantity                BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_subscription_feature, period_no)
)          WITHOUT ROWID   ;
INSERT INTO usage_counters VALUES(1,13,0,145000000);
INSERT INTO usage_counters VALUES(1,59,0,75000000);
INSERT INTO usage_counters VALUES(1,128,0,410000000);
INSERT INTO usage_counters VALUES(1,181,0,12000000);
CREATE TABLE balance_lines (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business       BIGINT NOT NULL,
    id_customer       BIGINT NOT NULL, -- who pays
    id_subscription   BIGINT,
    id_feature        BIGINT,
    type_line         TEXT   NOT NULL,
    key_charge        TEXT,
    label             TEXT   NOT NULL,
    quantity_reported BIGINT,
    quantity_billed   BIGINT,
    amount_subtotal   BIGINT NOT NULL,
    amount_total      BIGINT NOT NULL, -- with the line's own tax: information
    rate_tax          BIGINT NOT NULL,
    date_move         BIGINT,
    date_period_start BIGINT,
    date_period_end   BIGINT,
    billable_at       BIGINT NOT NULL,
    state_move        TEXT   NOT NULL,
    charge_key        TEXT,
    explanation       TEXT,
    id_invoice        BIGINT,
    position          BIGINT,
    date_creation     BIGINT NOT NULL,
    id_user_creation  BIGINT NOT NULL,
    CHECK ((id_invoice IS NULL) = (position IS NULL))
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO balance_lines VALUES(16,1,13,14,6,'AutoFeatureProrata',NULL,'Option - ajustement au prorata - Utilisateurs',4000000,2000000,3000,3600,2000,NULL,1788858000000000,1790067600000000,1788858000000000,'Billed',NULL,NULL,15,1,1788858000000000,0);
INSERT INTO balance_lines VALUES(30,1,16,17,6,'AutoFeatureProrata',NULL,'Option - ajustement au prorata - Utilisateurs',12000000,10000000,12100,14520,2000,NULL,1788944400000000,1790154000000000,1788944400000000,'Billed',NULL,NULL,18,1,1788944400000000,0);
INSERT INTO balance_lines VALUES(40,1,19,20,NULL,'AutoSubscriptionUpfront',NULL,'Up-front amount',NULL,NULL,19900,23880,2000,1789030800000000,NULL,NULL,1789030800000000,'Billed','20:1:upfront',NULL,21,1,1789030800000000,0);
INSERT INTO balance_lines VALUES(41,1,19,20,NULL,'AutoSubscriptionRecurrence',NULL,'Subscription amount',NULL,NULL,99000,118800,2000,NULL,1789030800000000,1820566800000000,1789030800000000,'Billed','20:1:flat',NULL,21,2,1789030800000000,0);
INSERT INTO balance_lines VALUES(44,1,19,20,6,'AutoFeatureProrata',NULL,'Feature - prorated adjustment - Seats',45000000,25000000,27000,32400,2000,NULL,1789030800000000,1820566800000000,1789030800000000,'Billed',NULL,NULL,21,3,1789030800000000,0);
INSERT INTO balance_lines VALUES(83,1,26,30,6,'AutoFeatureProrata',NULL,'Option - ajustement au prorata - Utilisateurs',3000000,1000000,1500,1800,2000,NULL,1789894800000000,1791104400000000,1789894800000000,'Billed',NULL,NULL,31,1,1789894800000000,0);
INSERT INTO balance_lines VALUES(87,1,13,14,7,'AutoFeatureNotProratable',NULL,'Messages',145000000,120000000,1065,1278,2000,NULL,1788858000000000,1790067600000000,1790067600000000,'Billed','14:0:f7',NULL,32,1,1790067600000000,0);
INSERT INTO balance_lines VALUES(88,1,13,14,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1790067600000000,1792659600000000,1790067600000000,'Billed','14:1:flat',NULL,32,2,1790067600000000,0);
INSERT INTO balance_lines VALUES(89,1,13,14,6,'AutoFeatureProratable',NULL,'Utilisateurs',4000000,2000000,3000,3600,2000,NULL,1790067600000000,1792659600000000,1790067600000000,'Billed','14:1:f6',NULL,32,3,1790067600000000,0);
INSERT INTO balance_lines VALUES(93,1,16,17,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1790154000000000,1792746000000000,1790154000000000,'Billed','17:1:flat',NULL,33,1,1790154000000000,0);
INSERT INTO balance_lines VALUES(94,1,16,17,6,'AutoFeatureProratable',NULL,'Utilisateurs',12000000,10000000,12100,14520,2000,NULL,1790154000000000,1792746000000000,1790154000000000,'Billed','17:1:f6',NULL,33,2,1790154000000000,0);
INSERT INTO balance_lines VALUES(98,1,24,25,7,'AutoFeatureNotProratable',NULL,'Messages',75000000,50000000,500,600,2000,NULL,1789290000000000,1790499600000000,1790499600000000,'Billed','25:0:f7',NULL,34,1,1790499600000000,0);
INSERT INTO balance_lines VALUES(99,1,24,25,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1790499600000000,1793091600000000,1790499600000000,'Billed','25:1:flat',NULL,34,2,1790499600000000,0);
INSERT INTO balance_lines VALUES(113,1,26,28,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1791018000000000,1793696400000000,1791018000000000,'Billed','28:1:flat',NULL,37,1,1791018000000000,0);
INSERT INTO balance_lines VALUES(117,1,26,30,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1791104400000000,1793782800000000,1791104400000000,'Billed','30:1:flat',NULL,38,1,1791104400000000,0);
INSERT INTO balance_lines VALUES(118,1,26,30,6,'AutoFeatureProratable',NULL,'Utilisateurs',3000000,1000000,1500,1800,2000,NULL,1791104400000000,1793782800000000,1791104400000000,'Billed','30:1:f6',NULL,38,2,1791104400000000,0);
INSERT INTO balance_lines VALUES(131,1,39,40,6,'AutoFeatureProrata',NULL,'Option - ajustement au prorata - Utilisateurs',6000000,4000000,5700,6840,2000,NULL,1791536400000000,1792746000000000,1791536400000000,'Billed',NULL,NULL,41,1,1791536400000000,0);
INSERT INTO balance_lines VALUES(137,1,35,36,NULL,'AutoSubscriptionRecurrence',NULL,'Subscription amount',NULL,NULL,2900,3480,2000,NULL,1791795600000000,1794474000000000,1791795600000000,'Billed','36:1:flat',NULL,42,1,1791795600000000,0);
INSERT INTO balance_lines VALUES(141,1,13,14,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1792659600000000,1795338000000000,1792659600000000,'Billed','14:2:flat',NULL,43,1,1792659600000000,0);
INSERT INTO balance_lines VALUES(142,1,13,14,6,'AutoFeatureProratable',NULL,'Utilisateurs',4000000,2000000,3000,3600,2000,NULL,1792659600000000,1795338000000000,1792659600000000,'Billed','14:2:f6',NULL,43,2,1792659600000000,0);
INSERT INTO balance_lines VALUES(146,1,16,17,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1792746000000000,1795424400000000,1792746000000000,'Billed','17:2:flat',NULL,44,1,1792746000000000,0);
INSERT INTO balance_lines VALUES(147,1,16,17,6,'AutoFeatureProratable',NULL,'Utilisateurs',12000000,10000000,12100,14520,2000,NULL,1792746000000000,1795424400000000,1792746000000000,'Billed','17:2:f6',NULL,44,2,1792746000000000,0);
INSERT INTO balance_lines VALUES(149,1,39,40,7,'AutoFeatureNotProratable',NULL,'Messages',410000000,385000000,2920,3504,2000,NULL,1791536400000000,1792746000000000,1792746000000000,'Billed','40:0:f7',NULL,45,1,1792746000000000,0);
INSERT INTO balance_lines VALUES(150,1,39,40,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1792746000000000,1795424400000000,1792746000000000,'Billed','40:1:flat',NULL,45,2,1792746000000000,0);
INSERT INTO balance_lines VALUES(151,1,39,40,6,'AutoFeatureProratable',NULL,'Utilisateurs',6000000,4000000,5700,6840,2000,NULL,1792746000000000,1795424400000000,1792746000000000,'Billed','40:1:f6',NULL,45,3,1792746000000000,0);
INSERT INTO balance_lines VALUES(157,1,24,25,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1793091600000000,1795770000000000,1793091600000000,'Billed','25:2:flat',NULL,46,1,1793091600000000,0);
INSERT INTO balance_lines VALUES(161,1,26,28,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1793696400000000,1796288400000000,1793696400000000,'Billed','28:2:flat',NULL,47,1,1793696400000000,0);
INSERT INTO balance_lines VALUES(165,1,26,30,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1793782800000000,1796374800000000,1793782800000000,'Billed','30:2:flat',NULL,48,1,1793782800000000,0);
INSERT INTO balance_lines VALUES(166,1,26,30,6,'AutoFeatureProratable',NULL,'Utilisateurs',3000000,1000000,1500,1800,2000,NULL,1793782800000000,1796374800000000,1793782800000000,'Billed','30:2:f6',NULL,48,2,1793782800000000,0);
INSERT INTO balance_lines VALUES(171,1,35,36,NULL,'AutoSubscriptionRecurrence',NULL,'Subscription amount',NULL,NULL,2900,3480,2000,NULL,1794474000000000,1797066000000000,1794474000000000,'Billed','36:2:flat',NULL,49,1,1794474000000000,0);
INSERT INTO balance_lines VALUES(187,1,13,14,NULL,'AutoSubscriptionRecurrence',NULL,'Abonnement',NULL,NULL,2900,3480,2000,NULL,1795338000000000,1797930000000000,1795338000000000,'Due','14:3:flat',NULL,NULL,NULL,1795338000000000,0);
INSERT INTO balance_lines VALUES(188,1,13,14,6,'AutoFeatureProratable',NULL,'Utilisateurs',4000000,2000000,3000,3600,2000,NULL,1795338000000000,1797930000000000,1795338000000000,'Due','14:3:f6',NULL,NULL,NULL,1795338000000000,0);
CREATE TABLE series (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business   BIGINT NOT NULL,
    id_segment    BIGINT NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('Invoice', 'CreditNote')),
    prefix        TEXT   NOT NULL,
    next_number   BIGINT NOT NULL CHECK (next_number > 0),
    last_issue_at BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO series VALUES(2,1,2,'Invoice','S2',19,1794495600000000);
INSERT INTO series VALUES(3,1,2,'CreditNote','SA2',1,0);
CREATE TABLE invoices (
             id INTEGER PRIMARY KEY,    /*pg id BIGINT NOT NULL, */
    id_business            BIGINT NOT NULL,
    id_segment             BIGINT NOT NULL,
    id_seller              BIGINT NOT NULL,
    id_customer            BIGINT NOT NULL,
    id_series              BIGINT NOT NULL,
    number                 BIGINT NOT NULL,
    full_number            TEXT   NOT NULL,
    type_credit            TEXT,  -- NULL: a debit
    state_invoice          TEXT   NOT NULL,
    date_issue             BIGINT NOT NULL,
    issued_on              TEXT   NOT NULL, -- the seller's calendar day
    date_payment           BIGINT,
    date_payment_scheduled BIGINT,
    date_payment_limit     BIGINT,
    type_payment           TEXT   NOT NULL,
    currency               TEXT   NOT NULL,
    language               TEXT   NOT NULL,
    amount_subtotal        BIGINT NOT NULL,
    amount_total           BIGINT NOT NULL,
    amount_paid            BIGINT NOT NULL DEFAULT 0,
    note                   TEXT,
    reason                 TEXT,
    id_corrects            BIGINT,
    id_address_seller      BIGINT,
    id_address_customer    BIGINT,
    content                TEXT   NOT NULL, -- canonical, what was hashed
    content_hash           BYTEA  NOT NULL,
    next_at                BIGINT,
    date_update            BIGINT NOT NULL
    /*pg , PRIMARY KEY (id_business, id) */
);
INSERT INTO invoices VALUES(15,1,2,3,13,2,1,'S2-00000001',NULL,'DueOffline',1788879600000000,'2026-09-08',NULL,NULL,1791410400000000,'ExternalBank','EUR','fr',3000,3600,0,NULL,NULL,NULL,NULL,8,'{"FullNumber":"S2-00000001","IssuedOn":"2026-09-08","DateIssue":"2026-09-08T15:00:00.00Z","DatePaymentLimit":"2026-10-07T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":13,"AddressCustomer":"bfd724b74c30867ea3329e50fa1a10b4789076e067b5b8e6cdf47210eec557f7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureProrata","Label":"Option - ajustement au prorata - Utilisateurs","QuantityReported":4,"QuantityBilled":2,"AmountSubtotal":3000,"RateTax":2000,"DatePeriodStart":"2026-09-08T09:00:00.00Z","DatePeriodEnd":"2026-09-22T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":3000,"AmountTax":600}],"AmountSubtotal":3000,"AmountTotal":3600}',X'2ec0d2b122187502076904fa03afad80d909cc1afe164c55e938493259e3031c',NULL,1788879600000000);
INSERT INTO invoices VALUES(18,1,2,3,16,2,2,'S2-00000002',NULL,'DueOffline',1788966000000000,'2026-09-09',NULL,NULL,1791496800000000,'ExternalCheck','EUR','fr',12100,14520,0,NULL,NULL,NULL,NULL,22,'{"FullNumber":"S2-00000002","IssuedOn":"2026-09-09","DateIssue":"2026-09-09T15:00:00.00Z","DatePaymentLimit":"2026-10-08T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":16,"AddressCustomer":"e64f62814b1fa797c37b88b4f2ed6cf82f0977b02e31f4ba16459626f56407f2","TypePayment":"ExternalCheck","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureProrata","Label":"Option - ajustement au prorata - Utilisateurs","QuantityReported":12,"QuantityBilled":10,"AmountSubtotal":12100,"RateTax":2000,"DatePeriodStart":"2026-09-09T09:00:00.00Z","DatePeriodEnd":"2026-09-23T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":12100,"AmountTax":2420}],"AmountSubtotal":12100,"AmountTotal":14520}',X'74c8fdd757405231e82ea670c832114291aca58e9da2a999263753405958414d',NULL,1788966000000000);
INSERT INTO invoices VALUES(21,1,2,3,19,2,3,'S2-00000003',NULL,'DueOffline',1789052400000000,'2026-09-10',NULL,NULL,1791583200000000,'ExternalBank','EUR','en',145900,175080,0,NULL,NULL,NULL,NULL,35,'{"FullNumber":"S2-00000003","IssuedOn":"2026-09-10","DateIssue":"2026-09-10T15:00:00.00Z","DatePaymentLimit":"2026-10-09T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":19,"AddressCustomer":"c2c9ee2c14303654a676898136fb0689f58fe2f292a8e046c063a5154feb4927","TypePayment":"ExternalBank","Currency":"EUR","Language":"en","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionUpfront","Label":"Up-front amount","AmountSubtotal":19900,"RateTax":2000,"DateMove":"2026-09-10T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoSubscriptionRecurrence","Label":"Subscription amount","AmountSubtotal":99000,"RateTax":2000,"DatePeriodStart":"2026-09-10T09:00:00.00Z","DatePeriodEnd":"2027-09-10T09:00:00.00Z"},{"Position":3,"TypeLine":"AutoFeatureProrata","Label":"Feature - prorated adjustment - Seats","QuantityReported":45,"QuantityBilled":25,"AmountSubtotal":27000,"RateTax":2000,"DatePeriodStart":"2026-09-10T09:00:00.00Z","DatePeriodEnd":"2027-09-10T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":145900,"AmountTax":29180}],"AmountSubtotal":145900,"AmountTotal":175080}',X'f0ebfc0adf10ade9c963e1553ce837b88ad323ffbca3cd3190a5dd97c0308fb5',NULL,1789052400000000);
INSERT INTO invoices VALUES(31,1,2,3,26,2,4,'S2-00000004',NULL,'DueOffline',1789916400000000,'2026-09-20',NULL,NULL,1792447200000000,'ExternalBank','EUR','fr',1500,1800,0,NULL,NULL,NULL,NULL,65,'{"FullNumber":"S2-00000004","IssuedOn":"2026-09-20","DateIssue":"2026-09-20T15:00:00.00Z","DatePaymentLimit":"2026-10-19T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":26,"AddressCustomer":"512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureProrata","Label":"Option - ajustement au prorata - Utilisateurs","QuantityReported":3,"QuantityBilled":1,"AmountSubtotal":1500,"RateTax":2000,"DatePeriodStart":"2026-09-20T09:00:00.00Z","DatePeriodEnd":"2026-10-04T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":1500,"AmountTax":300}],"AmountSubtotal":1500,"AmountTotal":1800}',X'bc6b1c5660288396ba790a64302142c58bec46d96d456947c90a4f049d3cf9ac',NULL,1789916400000000);
INSERT INTO invoices VALUES(32,1,2,3,13,2,5,'S2-00000005',NULL,'DueOffline',1790089200000000,'2026-09-22',NULL,NULL,1792620000000000,'ExternalBank','EUR','fr',6965,8358,0,NULL,NULL,NULL,NULL,8,'{"FullNumber":"S2-00000005","IssuedOn":"2026-09-22","DateIssue":"2026-09-22T15:00:00.00Z","DatePaymentLimit":"2026-10-21T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":13,"AddressCustomer":"bfd724b74c30867ea3329e50fa1a10b4789076e067b5b8e6cdf47210eec557f7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureNotProratable","Label":"Messages","QuantityReported":145,"QuantityBilled":120,"AmountSubtotal":1065,"RateTax":2000,"DatePeriodStart":"2026-09-08T09:00:00.00Z","DatePeriodEnd":"2026-09-22T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-09-22T09:00:00.00Z","DatePeriodEnd":"2026-10-22T09:00:00.00Z"},{"Position":3,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":4,"QuantityBilled":2,"AmountSubtotal":3000,"RateTax":2000,"DatePeriodStart":"2026-09-22T09:00:00.00Z","DatePeriodEnd":"2026-10-22T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":6965,"AmountTax":1393}],"AmountSubtotal":6965,"AmountTotal":8358}',X'bb199c17dee3c0c82a9887fc0c0e857c89941d8dbae42ced962f1f4e7b9026d0',NULL,1790089200000000);
INSERT INTO invoices VALUES(33,1,2,3,16,2,6,'S2-00000006',NULL,'DueOffline',1790175600000000,'2026-09-23',NULL,NULL,1792706400000000,'ExternalCheck','EUR','fr',15000,18000,0,NULL,NULL,NULL,NULL,22,'{"FullNumber":"S2-00000006","IssuedOn":"2026-09-23","DateIssue":"2026-09-23T15:00:00.00Z","DatePaymentLimit":"2026-10-22T22:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":16,"AddressCustomer":"e64f62814b1fa797c37b88b4f2ed6cf82f0977b02e31f4ba16459626f56407f2","TypePayment":"ExternalCheck","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-09-23T09:00:00.00Z","DatePeriodEnd":"2026-10-23T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":12,"QuantityBilled":10,"AmountSubtotal":12100,"RateTax":2000,"DatePeriodStart":"2026-09-23T09:00:00.00Z","DatePeriodEnd":"2026-10-23T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":15000,"AmountTax":3000}],"AmountSubtotal":15000,"AmountTotal":18000}',X'c633406c4eed693e407441dc598ad90f94007b8c06f29bf3047f3513297d887c',NULL,1790175600000000);
INSERT INTO invoices VALUES(34,1,2,3,24,2,7,'S2-00000007',NULL,'DueOffline',1790521200000000,'2026-09-27',NULL,NULL,1793055600000000,'ExternalBank','EUR','fr',3400,4080,0,NULL,NULL,NULL,NULL,54,'{"FullNumber":"S2-00000007","IssuedOn":"2026-09-27","DateIssue":"2026-09-27T15:00:00.00Z","DatePaymentLimit":"2026-10-26T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":24,"AddressCustomer":"00023bf9279211d3b72dae2e74823849676f065e23092c7739fd292c928d3053","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureNotProratable","Label":"Messages","QuantityReported":75,"QuantityBilled":50,"AmountSubtotal":500,"RateTax":2000,"DatePeriodStart":"2026-09-13T09:00:00.00Z","DatePeriodEnd":"2026-09-27T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-09-27T09:00:00.00Z","DatePeriodEnd":"2026-10-27T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":3400,"AmountTax":680}],"AmountSubtotal":3400,"AmountTotal":4080}',X'07dfcdc9a1bddb7ebe3243370c4dbf84dc0496bb28987277658fb601b8a1f9a8',NULL,1790521200000000);
INSERT INTO invoices VALUES(37,1,2,3,26,2,8,'S2-00000008',NULL,'DueOffline',1791039600000000,'2026-10-03',NULL,NULL,1793574000000000,'ExternalBank','EUR','fr',2900,3480,0,NULL,NULL,NULL,NULL,65,'{"FullNumber":"S2-00000008","IssuedOn":"2026-10-03","DateIssue":"2026-10-03T15:00:00.00Z","DatePaymentLimit":"2026-11-01T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":26,"AddressCustomer":"512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-03T09:00:00.00Z","DatePeriodEnd":"2026-11-03T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":2900,"AmountTax":580}],"AmountSubtotal":2900,"AmountTotal":3480}',X'fe1a0ece0672c50e6df160461156637f749466527d992264119a643c7585b9a5',NULL,1791039600000000);
INSERT INTO invoices VALUES(38,1,2,3,26,2,9,'S2-00000009',NULL,'DueOffline',1791126000000000,'2026-10-04',NULL,NULL,1793660400000000,'ExternalBank','EUR','fr',4400,5280,0,NULL,NULL,NULL,NULL,65,'{"FullNumber":"S2-00000009","IssuedOn":"2026-10-04","DateIssue":"2026-10-04T15:00:00.00Z","DatePaymentLimit":"2026-11-02T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":26,"AddressCustomer":"512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-04T09:00:00.00Z","DatePeriodEnd":"2026-11-04T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":3,"QuantityBilled":1,"AmountSubtotal":1500,"RateTax":2000,"DatePeriodStart":"2026-10-04T09:00:00.00Z","DatePeriodEnd":"2026-11-04T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":4400,"AmountTax":880}],"AmountSubtotal":4400,"AmountTotal":5280}',X'7ac27ace23fe71a07545e98e393b3af446ecefd56039c68a5790a67fdf756905',NULL,1791126000000000);
INSERT INTO invoices VALUES(41,1,2,3,39,2,10,'S2-00000010',NULL,'DueOffline',1791558000000000,'2026-10-09',NULL,NULL,1794092400000000,'ExternalOther','EUR','fr',5700,6840,0,NULL,NULL,NULL,NULL,123,'{"FullNumber":"S2-00000010","IssuedOn":"2026-10-09","DateIssue":"2026-10-09T15:00:00.00Z","DatePaymentLimit":"2026-11-07T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":39,"AddressCustomer":"6dc745fcb4254246f0a7b58c382fe6cff650e805421056dfa69b793c0c0810e0","TypePayment":"ExternalOther","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureProrata","Label":"Option - ajustement au prorata - Utilisateurs","QuantityReported":6,"QuantityBilled":4,"AmountSubtotal":5700,"RateTax":2000,"DatePeriodStart":"2026-10-09T09:00:00.00Z","DatePeriodEnd":"2026-10-23T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":5700,"AmountTax":1140}],"AmountSubtotal":5700,"AmountTotal":6840}',X'82d8924ee7722ab7ca9d964b4477d7ff9296361364fab42e01e0223e6776ca26',NULL,1791558000000000);
INSERT INTO invoices VALUES(42,1,2,3,35,2,11,'S2-00000011',NULL,'DueOffline',1791817200000000,'2026-10-12',NULL,NULL,1794351600000000,'ExternalCash','EUR','en',2900,3480,0,NULL,NULL,NULL,NULL,104,'{"FullNumber":"S2-00000011","IssuedOn":"2026-10-12","DateIssue":"2026-10-12T15:00:00.00Z","DatePaymentLimit":"2026-11-10T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":35,"AddressCustomer":"3f521ef5a2a8422adaacd8196299e18e544f3313382f12880006669df396e751","TypePayment":"ExternalCash","Currency":"EUR","Language":"en","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Subscription amount","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-12T09:00:00.00Z","DatePeriodEnd":"2026-11-12T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":2900,"AmountTax":580}],"AmountSubtotal":2900,"AmountTotal":3480}',X'9d6ee9d8fe3e964b08b9d76e24180b0c19bbbd9fead93295c97d522c2fb2745c',NULL,1791817200000000);
INSERT INTO invoices VALUES(43,1,2,3,13,2,12,'S2-00000012',NULL,'DueOffline',1792681200000000,'2026-10-22',NULL,NULL,1795215600000000,'ExternalBank','EUR','fr',5900,7080,0,NULL,NULL,NULL,NULL,8,'{"FullNumber":"S2-00000012","IssuedOn":"2026-10-22","DateIssue":"2026-10-22T15:00:00.00Z","DatePaymentLimit":"2026-11-20T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":13,"AddressCustomer":"bfd724b74c30867ea3329e50fa1a10b4789076e067b5b8e6cdf47210eec557f7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-22T09:00:00.00Z","DatePeriodEnd":"2026-11-22T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":4,"QuantityBilled":2,"AmountSubtotal":3000,"RateTax":2000,"DatePeriodStart":"2026-10-22T09:00:00.00Z","DatePeriodEnd":"2026-11-22T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":5900,"AmountTax":1180}],"AmountSubtotal":5900,"AmountTotal":7080}',X'd2e434e5312ed21ff29620198e7ed84220be8ac5573e3fed54438c192d2d09d7',NULL,1792681200000000);
INSERT INTO invoices VALUES(44,1,2,3,16,2,13,'S2-00000013',NULL,'DueOffline',1792767600000000,'2026-10-23',NULL,NULL,1795302000000000,'ExternalCheck','EUR','fr',15000,18000,0,NULL,NULL,NULL,NULL,22,'{"FullNumber":"S2-00000013","IssuedOn":"2026-10-23","DateIssue":"2026-10-23T15:00:00.00Z","DatePaymentLimit":"2026-11-21T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":16,"AddressCustomer":"e64f62814b1fa797c37b88b4f2ed6cf82f0977b02e31f4ba16459626f56407f2","TypePayment":"ExternalCheck","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-23T09:00:00.00Z","DatePeriodEnd":"2026-11-23T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":12,"QuantityBilled":10,"AmountSubtotal":12100,"RateTax":2000,"DatePeriodStart":"2026-10-23T09:00:00.00Z","DatePeriodEnd":"2026-11-23T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":15000,"AmountTax":3000}],"AmountSubtotal":15000,"AmountTotal":18000}',X'573921b07e3a69667ace3c8f5f0665c2c22d707de43b20a9deabc07392fa61db',NULL,1792767600000000);
INSERT INTO invoices VALUES(45,1,2,3,39,2,14,'S2-00000014',NULL,'DueOffline',1792767600000000,'2026-10-23',NULL,NULL,1795302000000000,'ExternalOther','EUR','fr',11520,13824,0,NULL,NULL,NULL,NULL,123,'{"FullNumber":"S2-00000014","IssuedOn":"2026-10-23","DateIssue":"2026-10-23T15:00:00.00Z","DatePaymentLimit":"2026-11-21T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":39,"AddressCustomer":"6dc745fcb4254246f0a7b58c382fe6cff650e805421056dfa69b793c0c0810e0","TypePayment":"ExternalOther","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoFeatureNotProratable","Label":"Messages","QuantityReported":410,"QuantityBilled":385,"AmountSubtotal":2920,"RateTax":2000,"DatePeriodStart":"2026-10-09T09:00:00.00Z","DatePeriodEnd":"2026-10-23T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-23T09:00:00.00Z","DatePeriodEnd":"2026-11-23T09:00:00.00Z"},{"Position":3,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":6,"QuantityBilled":4,"AmountSubtotal":5700,"RateTax":2000,"DatePeriodStart":"2026-10-23T09:00:00.00Z","DatePeriodEnd":"2026-11-23T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":11520,"AmountTax":2304}],"AmountSubtotal":11520,"AmountTotal":13824}',X'a5295de7cb9975ab8b28bbd925cfd09322de7582dd3002b389ec94e7518514cf',NULL,1792767600000000);
INSERT INTO invoices VALUES(46,1,2,3,24,2,15,'S2-00000015',NULL,'DueOffline',1793113200000000,'2026-10-27',NULL,NULL,1795647600000000,'ExternalBank','EUR','fr',2900,3480,0,NULL,NULL,NULL,NULL,54,'{"FullNumber":"S2-00000015","IssuedOn":"2026-10-27","DateIssue":"2026-10-27T15:00:00.00Z","DatePaymentLimit":"2026-11-25T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":24,"AddressCustomer":"00023bf9279211d3b72dae2e74823849676f065e23092c7739fd292c928d3053","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-10-27T09:00:00.00Z","DatePeriodEnd":"2026-11-27T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":2900,"AmountTax":580}],"AmountSubtotal":2900,"AmountTotal":3480}',X'9fa1733a526456cb803abbd3290b9970874b1d2b774da2de0d26f1355ba1aefe',NULL,1793113200000000);
INSERT INTO invoices VALUES(47,1,2,3,26,2,16,'S2-00000016',NULL,'DueOffline',1793718000000000,'2026-11-03',NULL,NULL,1796252400000000,'ExternalBank','EUR','fr',2900,3480,0,NULL,NULL,NULL,NULL,65,'{"FullNumber":"S2-00000016","IssuedOn":"2026-11-03","DateIssue":"2026-11-03T15:00:00.00Z","DatePaymentLimit":"2026-12-02T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":26,"AddressCustomer":"512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-11-03T09:00:00.00Z","DatePeriodEnd":"2026-12-03T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":2900,"AmountTax":580}],"AmountSubtotal":2900,"AmountTotal":3480}',X'7ca5382ad28a788b6cde22440102114b586077334842ff35f2d854329d551228',NULL,1793718000000000);
INSERT INTO invoices VALUES(48,1,2,3,26,2,17,'S2-00000017',NULL,'DueOffline',1793804400000000,'2026-11-04',NULL,NULL,1796338800000000,'ExternalBank','EUR','fr',4400,5280,0,NULL,NULL,NULL,NULL,65,'{"FullNumber":"S2-00000017","IssuedOn":"2026-11-04","DateIssue":"2026-11-04T15:00:00.00Z","DatePaymentLimit":"2026-12-03T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":26,"AddressCustomer":"512a85128db4f117d209d4e0ca27b5ec05950779490e1126e29c73d796e3cbb7","TypePayment":"ExternalBank","Currency":"EUR","Language":"fr","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Abonnement","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-11-04T09:00:00.00Z","DatePeriodEnd":"2026-12-04T09:00:00.00Z"},{"Position":2,"TypeLine":"AutoFeatureProratable","Label":"Utilisateurs","QuantityReported":3,"QuantityBilled":1,"AmountSubtotal":1500,"RateTax":2000,"DatePeriodStart":"2026-11-04T09:00:00.00Z","DatePeriodEnd":"2026-12-04T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":4400,"AmountTax":880}],"AmountSubtotal":4400,"AmountTotal":5280}',X'9334c2f364b1a79bb5d33f16b2496f72cea220fbb61b6305cadf02d2ce979045',NULL,1793804400000000);
INSERT INTO invoices VALUES(49,1,2,3,35,2,18,'S2-00000018',NULL,'DueOffline',1794495600000000,'2026-11-12',NULL,NULL,1797030000000000,'ExternalCash','EUR','en',2900,3480,0,NULL,NULL,NULL,NULL,104,'{"FullNumber":"S2-00000018","IssuedOn":"2026-11-12","DateIssue":"2026-11-12T15:00:00.00Z","DatePaymentLimit":"2026-12-11T23:00:00.00Z","Seller":"Atelier Numérique","IdCustomer":35,"AddressCustomer":"3f521ef5a2a8422adaacd8196299e18e544f3313382f12880006669df396e751","TypePayment":"ExternalCash","Currency":"EUR","Language":"en","Lines":[{"Position":1,"TypeLine":"AutoSubscriptionRecurrence","Label":"Subscription amount","AmountSubtotal":2900,"RateTax":2000,"DatePeriodStart":"2026-11-12T09:00:00.00Z","DatePeriodEnd":"2026-12-12T09:00:00.00Z"}],"Taxes":[{"RateTax":2000,"LabelTax":"TVA","AmountSubtotal":2900,"AmountTax":580}],"AmountSubtotal":2900,"AmountTotal":3480}',X'c7647cf48b9285dd7b61b97d901d2a83ee89cfaf7749d0814891690c0e35e0e7',NULL,1794495600000000);
CREATE TABLE invoice_taxes (
    id_business     BIGINT NOT NULL,
    id_invoice      BIGINT NOT NULL,
    rate_tax        BIGINT NOT NULL,
    label_tax       TEXT   NOT NULL,
    amount_subtotal BIGINT NOT NULL,
    amount_tax      BIGINT NOT NULL,
    PRIMARY KEY (id_business, id_invoice, rate_tax)
)          WITHOUT ROWID   ;
INSERT INTO invoice_taxes VALUES(1,15,2000,'TVA',3000,600);
INSERT INTO invoice_taxes VALUES(1,18,2000,'TVA',12100,2420);
INSERT INTO invoice_taxes VALUES(1,21,2000,'TVA',145900,29180);
INSERT INTO invoice_taxes VALUES(1,31,2000,'TVA',1500,300);
INSERT INTO invoice_taxes VALUES(1,32,2000,'TVA',6965,1393);
INSERT INTO invoice_taxes VALUES(1,33,2000,'TVA',15000,3000);
INSERT INTO invoice_taxes VALUES(1,34,2000,'TVA',3400,680);
INSERT INTO invoice_taxes VALUES(1,37,2000,'TVA',2900,580);
INSERT INTO invoice_taxes VALUES(1,38,2000,'TVA',4400,880);
INSERT INTO invoice_taxes VALUES(1,41,2000,'TVA',5700,1140);
INSERT INTO invoice_taxes VALUES(1,42,2000,'TVA',2900,580);
INSERT INTO invoice_taxes VALUES(1,43,2000,'TVA',5900,1180);
INSERT INTO invoice_taxes VALUES(1,44,2000,'TVA',15000,3000);
INSERT INTO invoice_taxes VALUES(1,45,2000,'TVA',11520,2304);
INSERT INTO invoice_taxes VALUES(1,46,2000,'TVA',2900,580);
INSERT INTO invoice_taxes VALUES(1,47,2000,'TVA',2900,580);
INSERT INTO invoice_taxes VALUES(1,48,2000,'TVA',4400,880);
INSERT INTO invoice_taxes VALUES(1,49,2000,'TVA',2900,580);
CREATE TABLE books (
    id_business BIGINT NOT NULL PRIMARY KEY,
    next_seq    BIGINT NOT NULL,
    last_hash   BYTEA  NOT NULL
);
INSERT INTO books VALUES(1,19,X'84edb565555817b5396e9c7351b29035c633591c2dfba3d2465f003701522c67');
CREATE TABLE entries (
    id_business  BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    id_subject   BIGINT NOT NULL,
    content_hash BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    PRIMARY KEY (id_business, seq)
)          WITHOUT ROWID   ;
INSERT INTO entries VALUES(1,1,1788879600000000,'InvoiceIssued',15,X'2ec0d2b122187502076904fa03afad80d909cc1afe164c55e938493259e3031c',X'86758e29a5acb71a1bffda6923c46b996713818871a75884fcbdce79f9c7c7f3');
INSERT INTO entries VALUES(1,2,1788966000000000,'InvoiceIssued',18,X'74c8fdd757405231e82ea670c832114291aca58e9da2a999263753405958414d',X'db329b7fe5262c1e74ef8aab1c25fd6adc76f10933b95379f3464651a7219946');
INSERT INTO entries VALUES(1,3,1789052400000000,'InvoiceIssued',21,X'f0ebfc0adf10ade9c963e1553ce837b88ad323ffbca3cd3190a5dd97c0308fb5',X'511c5bdbdea43c61c7ef051ae27e6ff84b463a495e201be553d72ebe07eb75f8');
INSERT INTO entries VALUES(1,4,1789916400000000,'InvoiceIssued',31,X'bc6b1c5660288396ba790a64302142c58bec46d96d456947c90a4f049d3cf9ac',X'9da08c404bf7fd49a984512c028a2405da0321ef0e820c0d9a622a253e4f7d6f');
INSERT INTO entries VALUES(1,5,1790089200000000,'InvoiceIssued',32,X'bb199c17dee3c0c82a9887fc0c0e857c89941d8dbae42ced962f1f4e7b9026d0',X'dbdb6596ff8721a5d79132ddaa0a259e04b5216463adaba55e8e8d6d8493a471');
INSERT INTO entries VALUES(1,6,1790175600000000,'InvoiceIssued',33,X'c633406c4eed693e407441dc598ad90f94007b8c06f29bf3047f3513297d887c',X'b77604fa4e43dd4b25b1b029a0ebacafe1166f8fda2206916cb474b714c254c2');
INSERT INTO entries VALUES(1,7,1790521200000000,'InvoiceIssued',34,X'07dfcdc9a1bddb7ebe3243370c4dbf84dc0496bb28987277658fb601b8a1f9a8',X'4c07aa59fe8c16616d508fef74bdc1af6eb6073190994714a774fb996bbbef0e');
INSERT INTO entries VALUES(1,8,1791039600000000,'InvoiceIssued',37,X'fe1a0ece0672c50e6df160461156637f749466527d992264119a643c7585b9a5',X'7f15593a5365458f3ad1d8897189d91ea0a6cea1119826991054ebb0e60d4bde');
INSERT INTO entries VALUES(1,9,1791126000000000,'InvoiceIssued',38,X'7ac27ace23fe71a07545e98e393b3af446ecefd56039c68a5790a67fdf756905',X'd8adae4431b9266b8a31cbea0d535399f659a1615c799b2272894cedeae093ad');
INSERT INTO entries VALUES(1,10,1791558000000000,'InvoiceIssued',41,X'82d8924ee7722ab7ca9d964b4477d7ff9296361364fab42e01e0223e6776ca26',X'd1c8126488f1aa7fa5eed66da605f5aa6fe9efc3aa3001067e28df9b822ce706');
INSERT INTO entries VALUES(1,11,1791817200000000,'InvoiceIssued',42,X'9d6ee9d8fe3e964b08b9d76e24180b0c19bbbd9fead93295c97d522c2fb2745c',X'3a7d02b98f7143fee22663fb8604b5de43c54e728766cdaadd6a66695f13f261');
INSERT INTO entries VALUES(1,12,1792681200000000,'InvoiceIssued',43,X'd2e434e5312ed21ff29620198e7ed84220be8ac5573e3fed54438c192d2d09d7',X'9c14eac4ce9dd4a4dc0455ac0e2c14be71379ea03183b41985b6aa15b32cd425');
INSERT INTO entries VALUES(1,13,1792767600000000,'InvoiceIssued',44,X'573921b07e3a69667ace3c8f5f0665c2c22d707de43b20a9deabc07392fa61db',X'a11bc036dbf62066da6db4e970f7af8d7cd947dacba960df2c5fff8e4ae4dedc');
INSERT INTO entries VALUES(1,14,1792767600000000,'InvoiceIssued',45,X'a5295de7cb9975ab8b28bbd925cfd09322de7582dd3002b389ec94e7518514cf',X'6d8cfe339c6fc98201d68cd2d3fc35c4fe483e6e0dacfd1738ec90aaf1990ef6');
INSERT INTO entries VALUES(1,15,1793113200000000,'InvoiceIssued',46,X'9fa1733a526456cb803abbd3290b9970874b1d2b774da2de0d26f1355ba1aefe',X'b13cfb412291b14f01122ac7346ad9548485b578f1ad75b04d0de5d9b653f619');
INSERT INTO entries VALUES(1,16,1793718000000000,'InvoiceIssued',47,X'7ca5382ad28a788b6cde22440102114b586077334842ff35f2d854329d551228',X'29bd4a13033bb62286b1e9404745988c9991405fb6814e633941141dc0843478');
INSERT INTO entries VALUES(1,17,1793804400000000,'InvoiceIssued',48,X'9334c2f364b1a79bb5d33f16b2496f72cea220fbb61b6305cadf02d2ce979045',X'8658ff651388ebe429f57f0d2981abe891c233b6a29b8f4b5d61d54f40803405');
INSERT INTO entries VALUES(1,18,1794495600000000,'InvoiceIssued',49,X'c7647cf48b9285dd7b61b97d901d2a83ee89cfaf7749d0814891690c0e35e0e7',X'84edb565555817b5396e9c7351b29035c633591c2dfba3d2465f003701522c67');
CREATE TABLE postings (
    id_business BIGINT NOT NULL,
    seq         BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    account     TEXT   NOT NULL,
    id_customer BIGINT NOT NULL,
    amount      BIGINT NOT NULL,
    currency    TEXT   NOT NULL,
    PRIMARY KEY (id_business, seq, position)
)          WITHOUT ROWID   ;
INSERT INTO postings VALUES(1,1,0,'Receivable',13,3600,'EUR');
INSERT INTO postings VALUES(1,1,1,'Revenue',13,-3000,'EUR');
INSERT INTO postings VALUES(1,1,2,'Tax',13,-600,'EUR');
INSERT INTO postings VALUES(1,2,0,'Receivable',16,14520,'EUR');
INSERT INTO postings VALUES(1,2,1,'Revenue',16,-12100,'EUR');
INSERT INTO postings VALUES(1,2,2,'Tax',16,-2420,'EUR');
INSERT INTO postings VALUES(1,3,0,'Receivable',19,175080,'EUR');
INSERT INTO postings VALUES(1,3,1,'Revenue',19,-145900,'EUR');
INSERT INTO postings VALUES(1,3,2,'Tax',19,-29180,'EUR');
INSERT INTO postings VALUES(1,4,0,'Receivable',26,1800,'EUR');
INSERT INTO postings VALUES(1,4,1,'Revenue',26,-1500,'EUR');
INSERT INTO postings VALUES(1,4,2,'Tax',26,-300,'EUR');
INSERT INTO postings VALUES(1,5,0,'Receivable',13,8358,'EUR');
INSERT INTO postings VALUES(1,5,1,'Revenue',13,-6965,'EUR');
INSERT INTO postings VALUES(1,5,2,'Tax',13,-1393,'EUR');
INSERT INTO postings VALUES(1,6,0,'Receivable',16,18000,'EUR');
INSERT INTO postings VALUES(1,6,1,'Revenue',16,-15000,'EUR');
INSERT INTO postings VALUES(1,6,2,'Tax',16,-3000,'EUR');
INSERT INTO postings VALUES(1,7,0,'Receivable',24,4080,'EUR');
INSERT INTO postings VALUES(1,7,1,'Revenue',24,-3400,'EUR');
INSERT INTO postings VALUES(1,7,2,'Tax',24,-680,'EUR');
INSERT INTO postings VALUES(1,8,0,'Receivable',26,3480,'EUR');
INSERT INTO postings VALUES(1,8,1,'Revenue',26,-2900,'EUR');
INSERT INTO postings VALUES(1,8,2,'Tax',26,-580,'EUR');
INSERT INTO postings VALUES(1,9,0,'Receivable',26,5280,'EUR');
INSERT INTO postings VALUES(1,9,1,'Revenue',26,-4400,'EUR');
INSERT INTO postings VALUES(1,9,2,'Tax',26,-880,'EUR');
INSERT INTO postings VALUES(1,10,0,'Receivable',39,6840,'EUR');
INSERT INTO postings VALUES(1,10,1,'Revenue',39,-5700,'EUR');
INSERT INTO postings VALUES(1,10,2,'Tax',39,-1140,'EUR');
INSERT INTO postings VALUES(1,11,0,'Receivable',35,3480,'EUR');
INSERT INTO postings VALUES(1,11,1,'Revenue',35,-2900,'EUR');
INSERT INTO postings VALUES(1,11,2,'Tax',35,-580,'EUR');
INSERT INTO postings VALUES(1,12,0,'Receivable',13,7080,'EUR');
INSERT INTO postings VALUES(1,12,1,'Revenue',13,-5900,'EUR');
INSERT INTO postings VALUES(1,12,2,'Tax',13,-1180,'EUR');
INSERT INTO postings VALUES(1,13,0,'Receivable',16,18000,'EUR');
INSERT INTO postings VALUES(1,13,1,'Revenue',16,-15000,'EUR');
INSERT INTO postings VALUES(1,13,2,'Tax',16,-3000,'EUR');
INSERT INTO postings VALUES(1,14,0,'Receivable',39,13824,'EUR');
INSERT INTO postings VALUES(1,14,1,'Revenue',39,-11520,'EUR');
INSERT INTO postings VALUES(1,14,2,'Tax',39,-2304,'EUR');
INSERT INTO postings VALUES(1,15,0,'Receivable',24,3480,'EUR');
INSERT INTO postings VALUES(1,15,1,'Revenue',24,-2900,'EUR');
INSERT INTO postings VALUES(1,15,2,'Tax',24,-580,'EUR');
INSERT INTO postings VALUES(1,16,0,'Receivable',26,3480,'EUR');
INSERT INTO postings VALUES(1,16,1,'Revenue',26,-2900,'EUR');
INSERT INTO postings VALUES(1,16,2,'Tax',26,-580,'EUR');
INSERT INTO postings VALUES(1,17,0,'Receivable',26,5280,'EUR');
INSERT INTO postings VALUES(1,17,1,'Revenue',26,-4400,'EUR');
INSERT INTO postings VALUES(1,17,2,'Tax',26,-880,'EUR');
INSERT INTO postings VALUES(1,18,0,'Receivable',35,3480,'EUR');
INSERT INTO postings VALUES(1,18,1,'Revenue',35,-2900,'EUR');
INSERT INTO postings VALUES(1,18,2,'Tax',35,-580,'EUR');
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 VALUES('invoices','invoices_due','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('invoices','invoices_of_segment','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('invoices','invoices_of_customer','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('invoices','invoices_full_number','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('balance_lines','balance_lines_charge','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('balance_lines','balance_lines_of_invoice','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('balance_lines','balance_lines_open','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('subscription_periods','subscription_periods','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('pricing_tables','pricing_tables_reference','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('subscriptions','subscriptions_external_key','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('subscriptions','subscriptions_due','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('subscriptions','subscriptions_of_buyer','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('subscriptions','subscriptions_of_customer','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('discounts','discounts_reference','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('offer_features','offer_features','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('postings','postings','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('features','features_reference','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('localized_texts','localized_texts','1000000 1000000 10 10 10 1');
INSERT INTO sqlite_stat1 VALUES('series','series_prefix','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('series','series_of_segment','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('contacts','contacts_of_customer','1000000 1000000 10');
INSERT INTO sqlite_stat1 VALUES('offers','offers_reference','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('api_keys','api_keys_agent_key','1000000 1');
INSERT INTO sqlite_stat1 VALUES('invoice_taxes','invoice_taxes','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('settings','settings','1000000 1000000 10 10 1');
INSERT INTO sqlite_stat1 VALUES('segments','segments_reference','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('migrations','sqlite_autoindex_migrations_1','1000000 1');
INSERT INTO sqlite_stat1 VALUES('usage_counters','usage_counters','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('pricing_table_offers','pricing_table_offers','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('counters','sqlite_autoindex_counters_1','1000000 1');
INSERT INTO sqlite_stat1 VALUES('usage_events','usage_events','1000000 1000000 10 10 1');
INSERT INTO sqlite_stat1 VALUES('customers','customers_due','1000000 1000000 10 10');
INSERT INTO sqlite_stat1 VALUES('customers','customers_reference','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('entries','entries','1000000 1000000 1');
INSERT INTO sqlite_stat1 VALUES('test_clocks','sqlite_autoindex_test_clocks_1','1000000 1');
INSERT INTO sqlite_stat1 VALUES('jobs','jobs_next','1000000 10 10 10');
INSERT INTO sqlite_stat1 VALUES('jobs','sqlite_autoindex_jobs_1','1000000 1');
INSERT INTO sqlite_stat1 VALUES('offer_discounts','offer_discounts','1000000 1000000 10 10 1');
INSERT INTO sqlite_stat1 VALUES('secrets','secrets','1000000 1000000 10 10 1');
INSERT INTO sqlite_stat1 VALUES('books','sqlite_autoindex_books_1','1000000 1');
INSERT INTO sqlite_stat1 VALUES('imports','imports_file','1000000 1000000 10 10 1');
INSERT INTO sqlite_stat1 VALUES('subscription_features','subscription_features','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('failures','failures','1000000 1000000 10 1');
INSERT INTO sqlite_stat1 VALUES('businesses','sqlite_autoindex_businesses_1','1000000 1');
CREATE INDEX jobs_next ON jobs (lane, due_at, id) WHERE done_at IS NULL;
CREATE UNIQUE INDEX imports_file ON imports (id_business, id_segment, path, sha256);
CREATE UNIQUE INDEX segments_reference ON segments (id_business, reference_segment);
CREATE UNIQUE INDEX api_keys_agent_key ON api_keys (agent_key);
CREATE UNIQUE INDEX features_reference ON features (id_business, reference_feature);
CREATE UNIQUE INDEX offers_reference ON offers (id_business, id_segment, reference_offer);
CREATE UNIQUE INDEX discounts_reference ON discounts (id_business, id_segment, reference_discount);
CREATE UNIQUE INDEX pricing_tables_reference
    ON pricing_tables (id_business, id_segment, reference_pricing_table);
CREATE UNIQUE INDEX customers_reference ON customers (id_business, reference_customer, id_segment);
CREATE INDEX customers_due ON customers (id_business, date_next_billing, id)
    WHERE date_next_billing IS NOT NULL;
CREATE INDEX contacts_of_customer ON contacts (id_business, id_customer);
CREATE INDEX subscriptions_of_customer ON subscriptions (id_business, id_customer, id);
CREATE INDEX subscriptions_of_buyer ON subscriptions (id_business, id_customer_buyer, date_period_end);
CREATE INDEX subscriptions_due ON subscriptions (id_business, next_at, id) WHERE next_at IS NOT NULL;
CREATE UNIQUE INDEX subscriptions_external_key
    ON subscriptions (id_business, id_segment, external_key)
    WHERE external_key IS NOT NULL;
CREATE INDEX balance_lines_open ON balance_lines (id_business, id_customer, billable_at)
    WHERE id_invoice IS NULL;
CREATE INDEX balance_lines_of_invoice ON balance_lines (id_business, id_invoice, position)
    WHERE id_invoice IS NOT NULL;
CREATE UNIQUE INDEX balance_lines_charge ON balance_lines (id_business, charge_key)
    WHERE charge_key IS NOT NULL;
CREATE UNIQUE INDEX series_of_segment ON series (id_business, id_segment, kind);
CREATE UNIQUE INDEX series_prefix ON series (id_business, prefix);
CREATE UNIQUE INDEX invoices_full_number ON invoices (id_business, full_number);
CREATE INDEX invoices_of_customer ON invoices (id_business, id_customer, date_issue);
CREATE INDEX invoices_of_segment ON invoices (id_business, id_segment, date_issue);
CREATE INDEX invoices_due ON invoices (id_business, next_at, id) WHERE next_at IS NOT NULL;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER entries_keep BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries never change'); END;
CREATE TRIGGER postings_keep BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings never change'); END;
CREATE TRIGGER invoices_keep BEFORE UPDATE OF full_number, number, content, content_hash, amount_subtotal, amount_total, date_issue, id_customer ON invoices BEGIN SELECT RAISE(ABORT, 'an issued invoice never changes'); END;
COMMIT;
