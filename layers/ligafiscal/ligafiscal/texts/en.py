"""English. Short and plain; SAT's terms keep their Spanish name where the customer will meet it on paper."""

from typing import Any, Final

TEXTS: Final[dict[str, Any]] = {
    # {business} never starts a sentence: where there is none, `sender` stands for it, in lower case.
    "page": {
        "language": "English",
        "country_names": "en",
        "sender": "whoever sent you this link",
        "neutral_name": "Tax information",
        "skip": "Skip to content",
        "optional": "(optional)",
        "choose": "Choose…",
        "none": "None",
        "footer": {
            "privacy": "Privacy notice",
            "website": "Website",
            "new_tab": "(opens in another tab)",
        },
        "test_mode": {
            "heading": "Test mode.",
            "text": "What you save here is not used on real invoices.",
        },
        "contact": {
            "heading": "Questions?",
            "text": "Get help from {business}:",
        },
        "dates": {
            "weekdays": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            "months": [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            "format": "{weekday}, {month} {day}, {year} at {hour}:{minute}\u00a0{half}",
            "am": "a.m.",
            "pm": "p.m.",
        },
        "form": {
            "title": "Your tax information",
            "title_problems": "Correct your tax information",
            "title_unavailable": "We could not save your information",
            "description": "Fill in your tax information for your invoices from {business}.",
            "lead": "Requested by {business} for your invoices in Mexico.",
            "once": "This link works only once.",
            "once_until": "This link works only once and expires on {date} (central Mexico time).",
            "prefilled": "What is known already is filled in: check it before you save.",
            "unavailable_heading": "We could not save right now",
            "unavailable_text": (
                "What you typed is still here. Wait a few seconds and press “Save my information” again."
            ),
            "problems_one": "Correct one thing to continue",
            "problems_many": "Correct {count} things to continue",
            "problems_kept": "Everything else you typed is still here.",
            "save": "Save my information",
            "trust": "Your information travels encrypted and is used by {business} for your invoices.",
            "sat_heading": "Your details at SAT",
            "sat_text": (
                "Copy these four exactly from your Constancia de Situación Fiscal (SAT tax certificate): if one is"
                " missing or does not match, SAT rejects the invoice."
            ),
            "foreign_heading": "Your details",
            "foreign_required": "Your country and your name are required. Everything else is optional.",
            "sat_where": "Where do I get my Constancia?",
            "sat_where_text": (
                "The document from SAT, Mexico’s tax authority, with your RFC, name, zip code and regime. Download it "
                "free at sat.gob.mx: look for “Constancia de Situación Fiscal”."
            ),
            "invoice_heading": "For your invoices",
            "address_summary": "Add my address",
            "foreign_summary": "I live in another country and have no RFC",
            "foreign_text": (
                "Choose your country and type your name. Under RFC put your tax number, if you have one. Do not "
                "choose a tax regime. The zip code is optional."
            ),
            "foreign_back": "Do you pay taxes in Mexico? Choose Mexico and save to see what SAT asks for.",
            "natural_person": "Individuals (persona física)",
            "either_person": "Individuals or companies",
            "legal_entity": "Companies (persona moral)",
            "uses_spending": "Purchases and expenses",
            "uses_investment": "Investments",
            "uses_deduction": "Personal deductions (individuals only)",
            "uses_other": "Other",
        },
        "labels": {
            "tax_id": "RFC (tax ID)",
            "tax_id_foreign": "Your tax number",
            "legal_name": "Name or company name",
            "tax_system": "Tax regime (régimen fiscal)",
            "default_invoice_use": "Use of the invoice (uso de CFDI)",
            "email": "E-mail",
            "phone": "Phone",
            "address": {
                "zip": "Tax zip code (código postal)",
                "zip_foreign": "Zip or postal code",
                "country": "Country of tax residence",
                "street": "Street",
                "exterior": "Street number",
                "interior": "Apartment or suite",
                "neighborhood": "Neighborhood (colonia)",
                "city": "City",
                "state": "State or province",
            },
        },
        "hints": {
            "tax_id": "Individual: 13 letters and numbers, like ABCD901231XY5. Company: 12.",
            "tax_id_foreign": "The one you pay taxes with there, if you have one.",
            "legal_name": (
                "Individual: full name with both surnames. Company: its registered name, without “S.A. de C.V.” or "
                "the like."
            ),
            "legal_name_foreign": "Your full name or your company’s, as on official documents.",
            "zip": "The 5 digits of your tax address (domicilio fiscal). Not always that of your home or branch.",
            "tax_system": (
                "Near the end of your Constancia, under “Regímenes”. If you have several, choose the one for this "
                "purchase."
            ),
            "tax_system_foreign": "Choose “None”: regimes are for people with an RFC.",
            "default_invoice_use": "What you use your purchases for. If you are not sure, leave it.",
        },
        "warnings": {
            "tax_id_check_digit": (
                "Check your RFC letter by letter: its last character is not the one we expected. Is it right? Then "
                "go on."
            ),
            "capital_regime": (
                "SAT keeps the name and the kind of company apart. If your Constancia has the name without “{suffix}”, "
                "leave it out."
            ),
        },
        "remove": "Remove “{suffix}”",
        "residence": {
            "home": "It is my RFC: I pay taxes in Mexico",
            "abroad": "I live in {country} and this is my number there",
            "abroad_without": "I live in {country} and have no RFC: remove it",
            "note": "If you live in another country, no régimen fiscal or uso de CFDI is saved: those go with an RFC.",
        },
        "persons": {
            "natural_person": "Individual (persona física)",
            "legal_entity": "Company (persona moral)",
        },
        "not_offered": {
            "tax_system_person": "Not for your kind of person",
            "invoice_use_foreign": "Not for customers abroad",
            "invoice_use_person": "For individuals only",
            "invoice_use_tax_system": "Not allowed with regime {tax_system}",
        },
        "states": {
            "saved": {
                "title": "Done, your information is saved",
                "text": "Your tax information is now with {business}, ready for your invoices.",
                "next": "There is nothing else to do: you can close this page.",
                "note": (
                    "To protect your information, this link no longer shows or changes it. If you need to correct "
                    "something, ask {business} for a new link."
                ),
            },
            "used": {
                "title": "This link was already used",
                "text": (
                    "Other information, perhaps yours, was saved with this link before. What you just sent was not "
                    "saved."
                ),
                "next": "Ask {business} for a new link if the information has to change.",
                "note": "Each link saves information only once.",
            },
            "replaced": {
                "title": "There is a newer link",
                "text": "This link stopped working when another one was made for you.",
                "next": "Look in your messages and e-mail for the newest link from {business}, and open that one.",
                "note": "Cannot find it? Ask {business} for it again.",
            },
            "expired": {
                "title": "This link has expired",
                "text": "Links last a few days, to protect your information.",
                "next": "Ask {business} for a new link: it takes a moment.",
                "note": "What you had saved before is not lost.",
            },
            "recovery_asked": {
                "title": "Look in your e-mail",
                "text": "If {business} has your e-mail address, a new link is on its way to it.",
                "next": "It may take a few minutes. Look among junk mail too.",
                "note": "Nothing there? Ask {business} for a link.",
            },
            "revoked": {
                "title": "This link is no longer used",
                "text": "It was taken back by {business}. There is nothing you have to do.",
                "next": "If you thought that your information was missing, ask {business}.",
                "note": "What you had saved before is not lost.",
            },
            "unknown": {
                "title": "We cannot find this page",
                "text": "The link may be incomplete: the end is sometimes lost in copying.",
                "next": "Open it again from the message it came in, or ask {business} for a new one.",
                "note": "",
            },
            "method_not_allowed": {
                "title": "This page does not open this way",
                "text": "Nothing was saved.",
                "next": "Open the link again from the message it came in.",
                "note": "",
            },
            "too_large": {
                "title": "That is too much text",
                "text": "What you sent is too long and was not saved.",
                "next": "Open the link again and type only the details it asks for.",
                "note": "",
            },
            "unavailable": {
                "title": "One moment, please",
                "text": "We cannot show your page right now. Your link is fine.",
                "next": "Wait a few seconds and try again.",
                "note": "",
            },
            "broken": {
                "title": "Something went wrong on our side",
                "text": "It is not your fault, and it has been noted.",
                "next": "Wait a moment and try again. If it stays this way, tell {business}.",
                "note": "",
            },
        },
        # The way back to the business's own site, once all is saved.
        "back": {
            "before": "Once it is saved you go back to {host}.",
            "go": "Go back to {host}",
            "wait": "In a few seconds we take you there.",
            "stay": "Stay on this page",
        },
        # What the page of an expired link offers where mail can be sent.
        "recovery": {
            "offer": "Do you still need it? A new link can go to the e-mail address that {business} has of yours.",
            "button": "Send me a new link",
        },
        "retry": "Try again",
    },
    # What to do about each rule of `fiscal.tax_info` and of the form, next to the field. `rule.path` beats `rule`.
    "mail": {
        "subject": "Tax information for invoices from {business}",
        "test_subject": "[Test]",
        "heading": "Complete your tax information",
        "greeting": "Hello,",
        "lead": "To get your Mexican invoices right, {business} asks for your tax information exactly as SAT has it.",
        "at_hand": (
            "If you have your Constancia de Situación Fiscal (SAT tax certificate), keep it at hand. It takes a few "
            "minutes."
        ),
        "button": "Fill in my tax information",
        "expires": "The link works only once and expires on {date} (central Mexico time).",
        "private": "It is for you alone: do not forward it.",
        "paste": "If the button does not open, copy this address into your browser:",
        "unexpected": "Did you not expect this message from {business}? You can ignore it: nothing changes.",
        "reminder": {
            "subject": "Reminder: your tax information for {business}",
            "heading": "Your tax information is still missing",
            "lead": (
                "To get your Mexican invoices right, {business} still needs your tax information exactly as SAT has it."
            ),
        },
        "recovery": {
            "subject": "Your new link from {business}",
            "heading": "Here is your new link",
            "lead": (
                "You asked for a new link, since the one before had expired. With it you give {business} your tax "
                "information, exactly as SAT has it."
            ),
        },
    },
    "completed_mail": {
        "greeting": "Hello,",
        "subject": "A customer of {business} completed their tax information",
        "text": "{name} filled in their tax information, and it is saved.",
        "id": "Customer: {id}",
        "external_id": "Your reference: {external_id}",
        "next": "All of it is at GET /customers/{id}. This message has none of it on purpose.",
    },
    "webhook_mail": {
        "greeting": "Hello,",
        "failing_subject": "Your webhook has been failing for days",
        "failing": "The webhook {id} of {business} has not answered well for at least four days: {url}",
        "failing_next": "If nothing gets through within a day, it will be disabled. Check your server and try it with "
        "POST /webhooks/{id}/test; GET /webhooks/{id}/deliveries shows what it answered each time.",
        "disabled_subject": "Your webhook was disabled",
        "disabled": "The webhook {id} of {business} has not answered well for five days and was disabled: {url}",
        "disabled_next": "Once your server works, enable it with PUT /webhooks/{id} and status enabled, and ask for "
        "what was missed with POST /webhooks/{id}/recover.",
        "gone_subject": "Your webhook was disabled",
        "gone": "Your server answered 410 (gone), and the webhook {id} of {business} was disabled: {url}",
        "gone_next": "If that was a mistake, enable it with PUT /webhooks/{id} and status enabled, and ask for what "
        "was missed with POST /webhooks/{id}/recover. If not, you can delete it.",
    },
    # What is said of a file in place of typing; `refusals` say what the file is, and what to do instead.
    "document": {
        "offer": "Do you have your Constancia? Fill in the form with it",
        "pick": "Choose a file or photo",
        "kinds": "SAT's PDF, or a photo of its QR code.",
        "send": "Read my file",
        "law": (
            "It is optional: the four details below are enough for your invoice, and nobody may require the document. "
            "We read it in memory only to fill in the form, and do not keep it."
        ),
        "reading": "Reading your file…",
        "read": "We filled in what your document says. Check it and save.",
        "refused": "We could not use that file",
        "failed": "We could not read it just now. Try again, or type your details.",
        "mark": "Read from your document",
        "regimes": "On your Constancia",
        "several": "You have several tax systems: choose the one for this purchase. Your Constancia has {codes}.",
        "kept": "We left what you had already typed in: {fields}.",
        "replace": "Use the document's",
        "warnings": {
            "old": "Your document is from {year}: check that your details are still the same.",
            "suspended": "The document says that SAT has suspended you: it may reject the invoice.",
            "not_active": "The document does not say that you are active at SAT, which may reject the invoice.",
            "other_rfc": "The document has more than one RFC, perhaps in its QR code: check that this one is yours.",
            "other_name": "The document has more than one name: check that this one is yours.",
            "rest_to_fill_in": "Your file does not say everything. Still missing: {fields}.",
        },
        "refusals": {
            "missing_file": "No file arrived. Choose the PDF of your Constancia or a photo of its QR code.",
            "too_large": (
                "The file is too large: a PDF may have 2 MB and a photo 4 MB. Take a photo of the QR code only, or "
                "type your details."
            ),
            "unsupported_type": (
                "This type of file cannot be read here. Choose the PDF of your Constancia, or a JPG or PNG photo of "
                "its QR code."
            ),
            "encrypted": (
                "The PDF is protected with a password (contraseña). Download it again from SAT, take a photo of its QR "
                "code, or type your details."
            ),
            "damaged": "The file is damaged or incomplete. Download your Constancia again, or type your details.",
            "too_complex": ("The file is too complicated to read. Take a photo of its QR code, or type your details."),
            "no_text": (
                "This PDF has no letters that can be read, perhaps it is a scan, nor a clear QR code. Choose the one "
                "that SAT's site gives you, or type your details."
            ),
            "no_qr": (
                "We found no QR code in the picture. Take the photo from closer and with light, choose the PDF, or "
                "type your details."
            ),
            "other_qr": (
                "The QR code in the picture is not that of your Cédula de Identificación Fiscal. Take the one on the "
                "first page of your Constancia, or type your details."
            ),
            "seal_qr": (
                "That QR code is the seal's, at the end. Take the one on the first page of your Constancia, beside "
                "your name."
            ),
            "invoice": (
                "This is an invoice (factura), not your Constancia. Choose the Constancia de Situación Fiscal, or type "
                "your details."
            ),
            "compliance_opinion": (
                "This is a compliance opinion (opinión de cumplimiento), not your Constancia. Choose the Constancia de "
                "Situación Fiscal, or type your details."
            ),
            "acknowledgment": (
                "This is an acknowledgment (acuse), not your Constancia. Choose the Constancia de Situación Fiscal, or "
                "type your details."
            ),
            "curp": (
                "This is a CURP certificate, not your Constancia. Choose the Constancia de Situación Fiscal, or type "
                "your details."
            ),
            "incomplete": (
                "The first page of this Constancia, or part of it, is missing. Choose the whole PDF, or type your "
                "details."
            ),
            "other_document": (
                "This document is not a Constancia de Situación Fiscal. Choose yours, or type your details."
            ),
        },
    },
    "problems_page": {
        "other": "Check “{field}”: something is not right.",
        "required.tax_id": "Enter your RFC.",
        "required.legal_name": "Enter your full name, or your company’s registered name.",
        "required.tax_system": "Choose your tax regime.",
        "required.address.zip": "Enter the zip code of your tax address.",
        "required.address.country": "Choose your country.",
        "too_long": "Enter “{field}” in {max} characters or fewer.",
        "control_characters": "Clear “{field}” and type it again: an invisible symbol came along when it was copied.",
        "joiner_misplaced": (
            "Type “{field}” without the half-spaces (Shift + space) that are not needed: they are invisible, and there "
            "they separate no letters."
        ),
        "email_format": "Enter your full e-mail address, like name@example.com.",
        "email_domain": "Check what follows the @ in your e-mail address: there cannot be such a domain.",
        "phone_format": "Enter your phone number in digits, like 55 1234 5678.",
        "generic_rfc_on_page": (
            "Enter your own RFC: this is the generic one. If you have none because you live in another country, "
            "clear the RFC, open “I live in another country” and choose your country."
        ),
        "generic_rfc_abroad_on_page": "Clear this number: it is a generic one. Enter your country's or leave it empty.",
        "rfc_abroad_on_page": (
            "Tell us where you pay taxes: this is an RFC of Mexico, but another country is chosen. If it is in Mexico, "
            "choose Mexico."
        ),
        "tax_id_format": (
            "Check the RFC: it has 4 letters (3 for a company), 6 numbers and 3 more letters or numbers. Is there an O "
            "where a 0 goes, or the other way round?"
        ),
        "tax_id_date": "Check the 6 digits in your RFC: they are year, month and day, and there is no such date.",
        "foreign_tax_id_format": "Enter your tax number as in your country: in the United States and Canada, 9 digits.",
        "tax_id_generic_abroad": "Clear this RFC: it is only for Mexico. Enter your tax number or leave it empty.",
        "tax_system_unknown": "Choose one of the regimes on the list.",
        "tax_system_person": "Choose another regime, or check the RFC: {tax_system} is not for your kind of taxpayer.",
        "tax_system_generic": "Choose 616 - Sin obligaciones fiscales: it is the one for the generic RFC.",
        "tax_system_foreign": "Under tax regime choose “None”: it is only for people with an RFC.",
        "invoice_use_unknown": "Choose one of the uses on the list.",
        "invoice_use_tax_system": "Choose another use: this one is not allowed with regime {tax_system}.",
        "invoice_use_person": "Choose another use: this one is only for individuals, and your RFC is a company’s.",
        "invoice_use_foreign": (
            "Choose S01 - Sin efectos fiscales: it is the one for people who live in another country."
        ),
        "zip_format": "Enter the 5 digits of your zip code.",
        "zip_unknown": "Check the zip code: this one is not on SAT’s list.",
        "foreign_zip_format": "Enter the zip code as in your country, for example 90210 or K1A 0B1.",
        "country_unknown": "Choose one of the countries on the list.",
        "legal_name_public": "Enter your own name: “Público en general” is for sales to nobody in particular.",
        "legal_name_characters": "Remove the bar “|” from the name.",
    },
    # The small print under a problem: what SAT's rule of that code is about.
    "reasons_page": {
        "other": "SAT would reject the invoice",
        "CFDI40143": "SAT has no RFC of that form",
        "CFDI40146": "SAT keeps that name for sales to the general public",
        "CFDI40147": "SAT does not have that zip code",
        "CFDI40150": "SAT does not have that country on its list",
        "CFDI40151": "SAT does not take that RFC with another country",
        "CFDI40156": "SAT asks for the form that each country uses",
        "CFDI40157": "SAT does not have that regime on its list",
        "CFDI40158": "To SAT, some regimes are for individuals and others for companies",
        "CFDI40159": "SAT asks for that regime where there is no RFC of one’s own",
        "CFDI40160": "SAT does not have that use on its list",
        "CFDI40161": "SAT allows certain uses for each regime and kind of taxpayer",
    },
    # A plain-words gloss after SAT's own description, where it helps.
    "tax_systems": {
        "601": "General regime for companies",
        "603": "Non-profit organizations",
        "605": "Wages and salaries",
        "606": "Rental income",
        "607": "Sale or purchase of goods",
        "608": "Other income",
        "610": "Foreign residents without a permanent establishment in Mexico",
        "611": "Dividends",
        "612": "Individuals with a business or profession",
        "614": "Interest income",
        "615": "Prizes",
        "616": "No tax obligations",
        "620": "Production cooperatives that defer their income",
        "621": "Fiscal incorporation, RIF",
        "622": "Farming, livestock, forestry and fishing",
        "623": "Optional regime for groups of companies",
        "624": "Coordinated transport companies",
        "625": "Income through technology platforms",
        "626": "Simplified trust regime, RESICO",
    },
    "invoice_uses": {
        "G01": "Purchase of goods",
        "G02": "Returns, discounts or rebates",
        "G03": "General expenses",
        "I01": "Buildings",
        "I02": "Office furniture and equipment",
        "I03": "Transport equipment",
        "I04": "Computers and accessories",
        "I05": "Dies, moulds and tooling",
        "I06": "Telephone communications",
        "I07": "Satellite communications",
        "I08": "Other machinery and equipment",
        "D01": "Medical, dental and hospital fees",
        "D02": "Medical expenses for disability",
        "D03": "Funeral expenses",
        "D04": "Donations",
        "D05": "Mortgage interest on a home",
        "D06": "Voluntary retirement contributions, SAR",
        "D07": "Health insurance premiums",
        "D08": "Mandatory school transport",
        "D09": "Savings deposits and pension plans",
        "D10": "School fees",
        "S01": "No tax effects",
        "CP01": "Payments",
        "CN01": "Payroll",
    },
    # The API's errors, by code; by the error's name where several share a code.
    "api_errors": {
        "not_found": "There is no such route.",
        "moved": "This route goes without two slashes in a row.",
        "method_not_allowed": "This route does not take that method.",
        "internal_error": (
            "Something failed on our side. If it happens again, tell us the value of the X-Facturapi-Log-Id header."
        ),
        "unavailable": "We could not answer in time. Repeat the request in a few seconds.",
        "missing_credentials": (
            "Your secret key is missing. Send it in the header Authorization: Bearer sk_test_… or sk_live_…"
        ),
        "api_key_invalid": "The secret key is not valid or was revoked. Check that it is complete.",
        "api_key_not_allowed": "A user key cannot be used here. Use the organization's test key or live key.",
        "no_organization_of_its_own": (
            "A user key has more than one organization: write the organization's id in place of me."
        ),
        "customer_not_found": "There is no customer with that id.",
        "customer_edit_link_not_found": "The customer has had no link. Make one with createEditLink=true.",
        "link_completed": "The customer has used the link: there is nothing left to take back.",
        "user_key_required": "This takes a user key, sk_user_…",
        "live_api_key_required": (
            "A test key does not change the organization. Use its live key, sk_live_…, or a user key."
        ),
        "organization_not_found": "There is no organization with that id.",
        "live_key_not_found": "There is no live key with that id.",
        "webhook_not_found": "There is no webhook with that id.",
        "webhook_delivery_attempt_not_found": "The webhook has no delivery with that id. They are kept for 30 days.",
        "event_not_found": "There is no event with that id. They are kept for 30 days.",
        "webhook_signature_invalid": (
            "The signature is not that of this payload under this secret. Compare the body just as it arrived."
        ),
        "too_many_webhooks": "The organization has {max} webhooks in this mode already. Delete one that is not used.",
        "rotation_under_way": (
            "The secret was rotated within the last 24 hours and the previous one still signs. Wait until it expires."
        ),
        "rate_limit_exceeded": (
            "An organization can have up to {an_hour} new keys an hour and {a_day} a day. Wait as long as "
            "Retry-After says."
        ),
        "too_many_live_keys": "The organization has {max} live keys already. Delete one that is not used.",
        "invalid_multipart_form_data": "The body is not valid multipart/form-data.",
        "image_file_required": "The file is missing: send it in the part named file.",
        "invalid_image_file": "The file is not a whole PNG or JPG picture of up to {max} megapixels.",
        "logo_too_large": "The file is over {max} KB.",
        "payload_too_large": "The request's body is over {max} KB.",
        "invalid_json": (
            "The body is not valid JSON: check its syntax, that it is UTF-8 and that no name appears twice."
        ),
        "idempotency_key_in_use": "That Idempotency-Key was used with another request. Use a new one.",
        "customer_email_required": (
            "The customer has no e-mail address. Send email in the request, or add it to the customer."
        ),
        "feature_not_available": (
            "This installation sends no mail: its parameter MailFrom is not set. You can send the edit_link yourself."
        ),
        "mail_refused": (
            "The mail service did not take the message: check the address, and that the sender is verified."
        ),
        "unmailable_address": (
            "The address has letters before its @ that the mail service does not take, such as ñ or accents: use "
            "another."
        ),
        "unmailable_domain": (
            "The customer's address has a domain after its @ that IDNA 2008 does not allow: correct it."
        ),
        "mail_outcome_unknown": (
            "We do not know whether the message went out. If you repeat the request it may arrive twice, with one link."
        ),
    },
    # What the API says of a broken rule. {path} is the field or the parameter; {max} comes with what is over it.
    "api_problems": {
        "required": "The field {path} is required.",
        "not_a_text": "The field {path} must be a string.",
        "not_a_boolean": "The field {path} must be true or false.",
        "not_an_integer": "The field {path} must be a whole number.",
        "out_of_range": "The field {path} must be a number from 0 to 9007199254740991.",
        "not_an_object": "The field {path} must be an object.",
        "body_not_an_object": "The body must be a JSON object.",
        "unknown_field": "The field {path} does not exist. Check its spelling or remove it.",
        "not_allowed": "The field {path} is read-only. Remove it.",
        "too_long": "The field {path} takes up to {max} characters.",
        "control_characters": (
            "The field {path} has invisible or control characters. Type it again instead of pasting it."
        ),
        "joiner_misplaced": (
            "The field {path} has an invisible joiner or non-joiner (U+200D, U+200C) where its script has no use for "
            "one. Remove it."
        ),
        "email_format": "The field {path} is not a valid e-mail address, such as name@example.com.",
        "email_domain": "The field {path} has a domain after its @ that IDNA 2008 does not allow: {reason}.",
        "phone_format": "The field {path} has no phone number in it.",
        "tax_id_format": (
            "An RFC has 3 letters (legal entity) or 4 (natural person), a date YYMMDD and three more, the last 0-9 "
            "or A."
        ),
        "tax_id_date": "The date inside the RFC (YYMMDD) does not exist in the calendar.",
        "foreign_tax_id_format": "A tax number of the United States or Canada has 9 digits.",
        "tax_id_generic_abroad": "The generic national RFC XAXX010101000 does not take a country other than MEX.",
        "tax_system_unknown": "The tax system is not in SAT's catalogue c_RegimenFiscal.",
        "tax_system_person": (
            "The tax system does not fit the RFC's kind of person (12 characters: legal entity; 13: natural person)."
        ),
        "tax_system_generic": "With a generic RFC the tax system must be 616.",
        "tax_system_foreign": "A foreign customer has no tax system: remove it or send 616.",
        "invoice_use_unknown": "The use is not in SAT's catalogue c_UsoCFDI.",
        "invoice_use_tax_system": "The invoice use is not valid for that tax system.",
        "invoice_use_person": "That invoice use is for natural persons only.",
        "invoice_use_foreign": "A foreign customer can only use S01.",
        "zip_format": "The zip code has 5 digits.",
        "zip_unknown": "The zip code is not in SAT's catalogue.",
        "foreign_zip_format": (
            "The zip code does not have its country's form: in the United States 12345 or 12345-6789, in Canada A1A "
            "1A1."
        ),
        "country_unknown": "The country must be an ISO 3166-1 alpha-3 code, such as MEX or USA.",
        "legal_name_public": "The name PUBLICO EN GENERAL only goes with the RFC XAXX010101000.",
        "legal_name_characters": "The legal name cannot contain the character |.",
        "url_domain": "The field {path} has a domain that IDNA 2008 does not allow: {reason}.",
        "url_format": "The field {path} is not an address of the web, such as https://example.com.",
        "reminders": "The field {path} is a list of up to 3 whole numbers from 1 to 168: hours before a link expires.",
        "color_format": "The field {path} has six hexadecimal digits, such as 1F6F5C.",
        "organization_country": "The organization invoices from Mexico: the country must be MEX.",
        "setting_of_invoices": "The field {path} is about invoices and is not kept here. Remove it.",
        "not_a_list": "The field {path} must be a list.",
        "not_a_text_or_object": "The field {path} must be a string or an object.",
        "no_events": "The field {path} needs at least one type of event.",
        "event_unknown": "The field {path} has a type of event that does not exist. There are: {known}.",
        "webhook_status": "The field {path} must be enabled or disabled.",
        "webhook_invalid_url": (
            "The field {path} is not a whole address of the web, such as https://example.com/webhooks."
        ),
        "webhook_not_https": "The field {path} must start with https://.",
        "webhook_port_not_allowed": "The field {path} takes port 443 only. Remove the port.",
        "webhook_userinfo": (
            "The field {path} takes no user name or password. Remove them: the signature proves who sends."
        ),
        "webhook_not_public": "The field {path} leads to a private network. Use a public address of the internet.",
        "invalid_boolean": "The parameter {path} must be true or false (or 1 or 0).",
        "not_one_value": "The parameter {path} stands there several times with different values. Send it once.",
        "invalid_integer": "The parameter {path} must be a whole number.",
        "too_small": "The parameter {path} must be at least 1.",
        "too_large": "The parameter {path} takes up to {max}.",
        "page_too_large": "The parameter {path} takes up to {max}. Narrow the search.",
        "invalid_date": (
            "The parameter {path} must be an ISO 8601 date, such as 2026-11-22 or 2026-11-22T16:00:00-06:00."
        ),
        "unknown_date_condition": "There is no parameter {path}: use date[gt], date[gte], date[lt] or date[lte].",
        "invalid_date_range": "No date meets the conditions of {path}: the start must come before the end.",
        "invalid_pagination": "The parameter {path} must be page or cursor.",
        "invalid_cursor": (
            "The parameter {path} is not a cursor of this API: use next_cursor or previous_cursor as they came."
        ),
        "not_together": (
            "The parameter {path} does not go with the other ones of paging: use page, after or before, only one."
        ),
        "q_too_long": "The parameter {path} takes up to {max} characters.",
        "unknown_link_status": "The parameter {path} takes one or more of these, with commas: {known}.",
        "link_option_without_link": "The parameter {path} is for a new link: send it along with createEditLink=true.",
        "link_expires_at_format": (
            "The parameter {path} must be an ISO 8601 date and time with its zone, such as 2026-11-22T16:00:00-06:00."
        ),
        "link_expires_too_soon": "The parameter {path} must be a time 5 minutes from now or later.",
        "link_expires_too_late": "The parameter {path} must be a time 30 days from now or sooner.",
        "link_return_url_format": (
            "The parameter {path} must be a whole https:// address, without user name and password and with the rest "
            "encoded, such as https://shop.example.com/thanks. With a test key http://localhost too."
        ),
        "link_return_url_not_https": "The parameter {path} must start with https:// when the key is a live one.",
        "parameter_too_long": "The parameter {path} takes up to {max} characters.",
        "parameter_control_characters": "The parameter {path} has control or direction characters. Remove them.",
        "idempotency_key_length": "The header {path} must have 1 to {max} characters.",
    },
    # What an organization still lacks.
    "pending_steps": {
        "legal": "Complete the organization's tax information.",
        "logo": "Upload the organization's logo.",
    },
    # When even the page that says so fails.
    "last_words": "This page failed. Please try again.",
}
