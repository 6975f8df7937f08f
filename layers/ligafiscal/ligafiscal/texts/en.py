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
                "It is the document from SAT, Mexico’s tax authority, with your RFC, name, zip code and tax regime. "
                "Download it free of charge at sat.gob.mx: look for “Constancia de Situación Fiscal”."
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
                "text": "Links last 7 days, to protect your information.",
                "next": "Ask {business} for a new link: it takes a moment.",
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
        "retry": "Try again",
    },
    # What to do about each rule of `fiscal.tax_info` and of the form, next to the field. `rule.path` beats `rule`.
    "mail": {
        "subject": "Tax information for invoices from {business}",
        "test_subject": "[Test]",
        "heading": "Complete your tax information",
        "greeting": "Hello,",
        "lead": "To get your Mexican invoices right, {business} asks for your tax information exactly as SAT has it.",
        "at_hand": "Have your Constancia de Situación Fiscal (SAT tax certificate) at hand. It takes a few minutes.",
        "button": "Fill in my tax information",
        "expires": "The link works only once and expires on {date} (central Mexico time).",
        "private": "It is for you alone: do not forward it.",
        "paste": "If the button does not open, copy this address into your browser:",
        "unexpected": "Did you not expect this message from {business}? You can ignore it: nothing changes.",
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
}
