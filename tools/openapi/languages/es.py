"""La referencia de la API en español."""

from tools.openapi.languages import Words

WORDS = Words(
    language="Español",
    title="API de Liga Fiscal",
    first="Tu primer enlace",
    how="La llave de prueba de la organización de demostración ya está puesta, aquí y en las llamadas de abajo.",
    key="Llave de prueba",
    make="Crear un enlace",
    making="Creando el enlace…",
    made="Listo. Quien lo abra llena ahí sus datos fiscales; sirve una vez, hasta el",
    open="Abrir el enlace",
    failed="No se pudo crear el enlace:",
)

SENTENCES = {
    # The whole.
    "Temporary links by which a customer fills in the tax information for their invoices.": (
        "Enlaces temporales con los que un cliente llena sus datos fiscales para sus facturas."
    ),
    "Wire-compatible with Facturapi's API v2, as far as it goes. Messages are in Spanish, or in English with "
    "`Accept-Language: en`. Every answer carries `X-Facturapi-Log-Id`.": (
        "Compatible con la API v2 de Facturapi en lo que abarca. Los mensajes vienen en español, o en inglés con "
        "`Accept-Language: en`. Toda respuesta lleva `X-Facturapi-Log-Id`."
    ),
    "The deployment that serves this document.": "La instalación que sirve este documento.",
    "The key as user name, no password.": "La llave como nombre de usuario, sin contraseña.",
    "Names this request in the log.": "Identifica esta solicitud en la bitácora.",
    # Errors.
    "The request cannot be understood or breaks a rule.": "La solicitud no se entiende o incumple una regla.",
    "The API key is missing, unknown or revoked.": "La llave falta, no existe o fue revocada.",
    "The API key may not do this, or this deployment does not offer it.": (
        "La llave no tiene permiso para esto, o esta instalación no lo ofrece."
    ),
    "There is no such object, or it is not yours.": "No existe ese objeto, o no es tuyo.",
    "It stands against something that is there already.": "Se contrapone a algo que ya existe.",
    "The body is too large.": "El cuerpo es demasiado grande.",
    "Too many requests (API Gateway's own answer), or too many new keys.": (
        "Demasiadas solicitudes (responde API Gateway), o demasiadas llaves nuevas."
    ),
    "Our mistake.": "Error nuestro.",
    "No answer in time; what was asked for may or may not have happened. `Retry-After` says when to ask again.": (
        "No hubo respuesta a tiempo; lo solicitado pudo ocurrir o no. `Retry-After` dice cuándo repetir la solicitud."
    ),
    "What every error looks like. `path` and `message` are the first detail's; `code` too where it is the only problem "
    "and has a code of its own, else it is `invalid_request`.": (
        "La forma de todo error. `path` y `message` son los del primer detalle; también `code` cuando es el único "
        "problema y tiene un código propio; si no, es `invalid_request`."
    ),
    "Spanish, or English with `Accept-Language: en`.": "En español, o en inglés con `Accept-Language: en`.",
    "What API Gateway answers by itself, before any function is asked.": (
        "Lo que API Gateway responde por sí mismo, antes de llegar a una función."
    ),
    # Lists.
    "Created after this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).": (
        "Creados después de este momento (ISO 8601; sin zona, la de la Ciudad de México; un día es su primer instante)."
    ),
    "Created at or after this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).": (
        "Creados en este momento o después (ISO 8601; sin zona, la de la Ciudad de México; un día es su primer "
        "instante)."
    ),
    "Created before this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).": (
        "Creados antes de este momento (ISO 8601; sin zona, la de la Ciudad de México; un día es su primer instante)."
    ),
    "Created at or before this moment (ISO 8601; without a zone, Mexico City's; a day is its first instant).": (
        "Creados en este momento o antes (ISO 8601; sin zona, la de la Ciudad de México; un día es su primer instante)."
    ),
    "How many at a time.": "Cuántos por vez.",
    "Which page, 0 for the first; not together with cursors.": "Qué página, 0 para la primera; no va junto con cursores.",
    "Which page, 0 for the first.": "Qué página, 0 para la primera.",
    "Pages by number, or by cursors, which neither repeat nor skip while customers come and go.": (
        "Páginas por número, o por cursores, que no repiten ni se saltan a nadie mientras cambian los clientes."
    ),
    "The `next_cursor` of the list before.": "El `next_cursor` de la lista anterior.",
    "The `previous_cursor` of the list after.": "El `previous_cursor` de la lista siguiente.",
    "A page, or a slice between cursors.": "Una página, o un tramo entre cursores.",
    "A page.": "Una página.",
    "A page. `page`, `total_pages` and `total_results` are 0 when nothing matches.": (
        "Una página. `page`, `total_pages` y `total_results` son 0 cuando nada coincide."
    ),
    "Whether there may be more than `total_results`.": "Si puede haber más que `total_results`.",
    "Customers between two cursors. The total is told on the first request of a sequence only. A search by words among "
    "very many customers may show fewer than `limit`, or none, and still have a `next_cursor`: go on until it is null.": (
        "Clientes entre dos cursores. El total viene solo en la primera solicitud de una secuencia. Una búsqueda por "
        "palabras entre muchísimos clientes puede mostrar menos que `limit`, o ninguno, y aun así tener `next_cursor`: "
        "sigue hasta que sea null."
    ),
    "To be passed on as it is.": "Se envía tal como llegó.",
    # Customers.
    "List customers": "Listar clientes",
    "Newest first: all, or those that match. By page numbers, or by cursors with `pagination=cursor`.": (
        "Del más nuevo al más antiguo: todos, o los que coinciden. Por número de página, o por cursores con "
        "`pagination=cursor`."
    ),
    "Words of the legal name or the RFC, whatever their case and accents. A whole RFC finds exactly that one.": (
        "Palabras de la razón social o del RFC, sin importar mayúsculas ni acentos. Un RFC completo encuentra "
        "exactamente ese."
    ),
    "Create a customer": "Crear un cliente",
    "With `createEditLink=true` every field is optional and SAT's rules wait for the customer. Without it, one in México "
    "needs `legal_name`, `tax_id`, `tax_system`, `address.zip`; abroad, `legal_name` and `address.country`.": (
        "Con `createEditLink=true` todos los campos son opcionales y las reglas del SAT esperan al cliente. Sin eso, un "
        "cliente en México necesita `legal_name`, `tax_id`, `tax_system` y `address.zip`; en el extranjero, `legal_name` "
        "y `address.country`."
    ),
    "Whether to make an edit link, in any letter case, or 1 and 0. A new link revokes the one before.": (
        "Si se crea un enlace de edición, en mayúsculas o minúsculas, o 1 y 0. Un enlace nuevo revoca el anterior."
    ),
    "Any text of yours. The same request under the same key within 24 hours names the same customer, with status 200.": (
        "Un texto tuyo. La misma solicitud con la misma clave dentro de 24 horas responde el mismo cliente, con estado "
        "200."
    ),
    "The new customer.": "El cliente nuevo.",
    "The customer that this Idempotency-Key has made, as it is now.": (
        "El cliente que creó esta Idempotency-Key, como está ahora."
    ),
    "Retrieve a customer": "Consultar un cliente",
    "With the edit link while it is open.": "Con el enlace de edición mientras está abierto.",
    "The customer's id.": "El id del cliente.",
    "The customer.": "El cliente.",
    "Update a customer": "Editar un cliente",
    "Sets what is sent and nothing else; `null` clears. The address is merged field by field, and a new zip derives its "
    "place anew.": (
        "Cambia lo que se envía y nada más; `null` borra. El domicilio se combina campo por campo, y un código postal "
        "nuevo vuelve a determinar el lugar."
    ),
    "The customer as of this update.": "El cliente tal como quedó con este cambio.",
    "Delete a customer": "Eliminar un cliente",
    "Its edit link dies in the same write.": "Su enlace de edición deja de servir en la misma operación.",
    "The customer one last time, without a link.": "El cliente por última vez, sin enlace.",
    "Validate a customer's tax information": "Validar los datos fiscales de un cliente",
    "What an invoice would lack and which of SAT's rules it would break, as far as they can be checked without asking "
    "SAT. Works with test keys too.": (
        "Qué le faltaría a una factura y qué reglas del SAT incumpliría, hasta donde se puede revisar sin consultar al "
        "SAT. También funciona con llaves de prueba."
    ),
    "What was found.": "Lo que se encontró.",
    "A field to mend. The message ends with the error that the invoice would fail with, where SAT has one.": (
        "Un campo por corregir. El mensaje termina con el error con el que fallaría la factura, cuando el SAT lo tiene."
    ),
    "Whether SAT's rules hold, as far as they can be checked without asking SAT.": (
        "Si se cumplen las reglas del SAT, hasta donde se puede revisar sin consultarlo."
    ),
    "Mail a customer their edit link": "Enviar el enlace de edición por correo",
    "To the address given, else to the customer's own. The open link is sent as it is; where none is open, or with "
    "`createEditLink=true`, a new one is made first. A 503 means that the outcome is unknown: asking again may mail "
    "twice, with the same link unless a new one is asked for.": (
        "Al correo que se indica; si no, al del cliente. Se envía el enlace abierto tal como está; si no hay, o con "
        "`createEditLink=true`, antes se crea uno. Un 503 significa que no se sabe si salió: repetir puede enviar dos "
        "correos, con el mismo enlace salvo que se pida uno nuevo."
    ),
    "The mail service has taken the message.": "El servicio de correo recibió el mensaje.",
    "Where to mail a link to; the customer's own address if not said.": (
        "A qué correo se envía el enlace; si no se dice, al del cliente."
    ),
    "A customer. What is not known is left out; the link is there while it is open.": (
        "Un cliente. Lo que no se sabe se omite; el enlace aparece mientras está abierto."
    ),
    "A customer's writable fields, all optional here: what is required depends on the case (`fiscal.tax_info.missing`).": (
        "Los campos de un cliente que se pueden escribir, aquí todos opcionales: lo obligatorio depende del caso "
        "(`fiscal.tax_info.missing`)."
    ),
    "A customer's address. Only the zip (and abroad the country) reaches the invoice.": (
        "El domicilio de un cliente. A la factura solo llega el código postal (y en el extranjero el país)."
    ),
    "What is not known is left out.": "Lo que no se sabe se omite.",
    "ISO 3166-1 alpha-3.": "ISO 3166-1 alfa-3.",
    "ISO 8601, UTC, milliseconds.": "ISO 8601, UTC, con milisegundos.",
    "Whether a live key made it.": "Si se creó con una llave real.",
    "RFC; abroad, the tax number there.": "RFC; en el extranjero, el número fiscal de allá.",
    "Code of SAT's catalogue c_RegimenFiscal.": "Clave del catálogo c_RegimenFiscal del SAT.",
    "Code of SAT's catalogue c_UsoCFDI.": "Clave del catálogo c_UsoCFDI del SAT.",
    "What you call this customer.": "Cómo llamas tú a este cliente.",
    "Exactly what you call the customer.": "Exactamente como llamas tú al cliente.",
    "Exactly this RFC; abroad, the tax number there.": "Exactamente este RFC; en el extranjero, el número fiscal de allá.",
    # Links.
    "What became of a customer's last link. What has not happened or is not known is left out. Not an object of "
    "Facturapi's.": (
        "Qué pasó con el último enlace de un cliente. Lo que no ha ocurrido o no se sabe se omite. Este objeto no es de "
        "Facturapi."
    ),
    "`created`, `sent` and `started` are those of an open link.": (
        "`created`, `sent` y `started` son de un enlace abierto."
    ),
    "While it is open.": "Mientras está abierto.",
    "The address that it was mailed to last.": "La dirección a la que se envió por última vez.",
    "What the customer's answer changed.": "Lo que cambió la respuesta del cliente.",
    "That of the page that was saved.": "El de la página que se guardó.",
    "The notice that the saved page led to.": "El aviso al que llevaba la página que se guardó.",
    "Whether the customer's Constancia has the same values.": "Si la Constancia del cliente tiene los mismos valores.",
    "The Constancia's date.": "La fecha de la Constancia.",
    "When the new link expires: date and time with zone (ISO 8601), 5 minutes to 30 days from now; 7 days if not said. "
    "With `createEditLink=true` only, as the other options.": (
        "Cuándo vence el enlace nuevo: fecha y hora con zona (ISO 8601), de 5 minutos a 30 días a partir de ahora; 7 días "
        "si no se dice. Solo con `createEditLink=true`, como las demás opciones."
    ),
    "Where the customer goes when they are done: https, with a test key also http://localhost.": (
        "A dónde va el cliente cuando termina: https, con llave de prueba también http://localhost."
    ),
    "A text of yours that goes along with the customer, exactly as it was sent.": (
        "Un texto tuyo que acompaña al cliente, tal como se envió."
    ),
    "See what became of a customer's link": "Consultar qué pasó con el enlace de un cliente",
    "Of the last one. Not a route of Facturapi.": "Con el último. Esta ruta no es de Facturapi.",
    "The link.": "El enlace.",
    "Take a customer's link back": "Retirar el enlace de un cliente",
    "From this call on it opens nothing, and its page says that you took it back. The same again changes nothing; a link "
    "that expired unanswered is taken back too. Not a route of Facturapi.": (
        "Desde esta llamada no abre nada, y su página dice que lo retiraste. Repetirlo no cambia nada; un enlace que "
        "venció sin respuesta también se retira. Esta ruta no es de Facturapi."
    ),
    "List links by what became of them": "Listar enlaces según lo que pasó con ellos",
    "The last link of each customer, newest link first. By page numbers, or by cursors with `pagination=cursor`. Not a "
    "route of Facturapi.": (
        "El último enlace de cada cliente, del más nuevo al más antiguo. Por números de página, o por cursores con "
        "`pagination=cursor`. Esta ruta no es de Facturapi."
    ),
    "One or more, with commas or repeated; all, if none is named.": (
        "Uno o varios, con comas o repetido; todos, si no se nombra ninguno."
    ),
    "Where the customer fills in their tax information.": "Donde el cliente llena sus datos fiscales.",
    "At most {} characters, after white space is collapsed.": "Hasta {} caracteres, con los espacios ya reducidos a uno.",
    # Organizations.
    "List organizations": "Listar organizaciones",
    "Those of the user key's account, newest first.": (
        "Las de la cuenta de la llave de usuario, de la más nueva a la más antigua."
    ),
    "Words of the name, in any letter case.": "Palabras del nombre, en mayúsculas o minúsculas.",
    "Create an organization": "Crear una organización",
    "With its test key; live keys are added.": "Con su llave de prueba; las llaves reales se agregan.",
    "The organization.": "La organización.",
    "Retrieve an organization": "Consultar una organización",
    "`me` is the one that a test or live key acts for.": "`me` es aquella para la que actúa una llave de prueba o real.",
    "The organization's id; with a test or live key also `me`.": (
        "El id de la organización; con una llave de prueba o real también `me`."
    ),
    "Delete an organization": "Eliminar una organización",
    "Its keys are refused and its links are gone from the next call on.": (
        "Desde la siguiente llamada sus llaves se rechazan y sus enlaces ya no existen."
    ),
    "The organization one last time.": "La organización por última vez.",
    "Update an organization's legal data": "Editar los datos fiscales de una organización",
    "With a user key, or the organization's own live key.": (
        "Con una llave de usuario, o con la llave real de la organización."
    ),
    "Update how an organization's pages look": "Personalizar las páginas de una organización",
    "Colour, contact and mails; `/portal` shows the last two. The folios and `pdf_extra` are about invoices: they are "
    "kept and shown, without effect. With a user key, or the organization's own live key.": (
        "Color, contacto y correos; lo segundo y lo tercero se consultan en `/portal`. Los folios y `pdf_extra` son de facturas: se guardan y "
        "se muestran, sin efecto. Con una llave de usuario, o con la llave real de la organización."
    ),
    "Show how an organization's pages look": "Consultar cómo se ven las páginas de una organización",
    "Also the contact and the privacy notice, for which the organization has no members. Not a route of Facturapi.": (
        "También el contacto y el aviso de privacidad, que no caben en el objeto organización. Esta ruta no es de "
        "Facturapi."
    ),
    "How the pages look.": "Cómo se ven las páginas.",
    "Change how an organization's pages look": "Cambiar cómo se ven las páginas de una organización",
    "Colour, contact, privacy notice and mails, as `/customization` takes them too. `edit_link_recovery` (true unless it "
    "is turned off): an expired link's page offers to mail the customer a new one. `edit_link_reminders`: hours before a "
    "link expires at which its customer is mailed, up to three. `notify_email`: who is mailed when a customer is done. "
    "Not a route of Facturapi.": (
        "Color, contacto, aviso de privacidad y correos, que `/customization` también acepta. `edit_link_recovery` "
        "(true mientras no se apague): la página de un enlace vencido ofrece enviar uno nuevo por correo. "
        "`edit_link_reminders`: cuántas horas antes de que venza un enlace se le recuerda al cliente por correo, hasta "
        "tres. `notify_email`: a quién se le avisa por correo cuando un cliente termina. Esta ruta no es de Facturapi."
    ),
    "How a business's pages look, whom they name, and what is mailed about links. What is not known is left out.": (
        "Cómo se ven las páginas de un negocio, a quién nombran y qué correos se envían sobre sus enlaces. Lo que no se "
        "sabe se omite."
    ),
    "Upload an organization's logo": "Subir el logotipo de una organización",
    "PNG or JPEG of at most 500 KB; it is decoded and written anew.": (
        "PNG o JPEG de hasta 500 KB; se decodifica y se vuelve a escribir."
    ),
    "A business. What is not known is left out.": "Un negocio. Lo que no se sabe se omite.",
    "A page of organizations.": "Una página de organizaciones.",
    "What is not known is an empty text.": "Lo que no se sabe es un texto vacío.",
    "Invoices are stamped elsewhere.": "Las facturas se timbran en otro lado.",
    "Kept and shown, without effect: it is about invoices.": "Se guarda y se muestra, sin efecto: es de facturas.",
    "The body of `POST /organizations`.": "El cuerpo de `POST /organizations`.",
    "The body of `PUT /organizations/{id}/legal`.": "El cuerpo de `PUT /organizations/{id}/legal`.",
    "The body of `PUT /organizations/{id}/customization`. What is about invoices is kept and shown, without effect.": (
        "El cuerpo de `PUT /organizations/{id}/customization`. Lo que es de facturas se guarda y se muestra, sin efecto."
    ),
    "The body of `PUT /organizations/{id}/portal`: how a business's pages look, whom they name, and what is mailed about "
    "its links.": (
        "El cuerpo de `PUT /organizations/{id}/portal`: cómo se ven las páginas de un negocio, a quién nombran y qué "
        "correos se envían sobre sus enlaces."
    ),
    "A business's address. Its country can only be México, by whichever of its names.": (
        "El domicilio de un negocio. Su país solo puede ser México, con cualquiera de sus nombres."
    ),
    "What a payroll receipt's PDF shows besides.": "Lo que además muestra el PDF de un recibo de nómina.",
    "What an invoice's PDF shows besides.": "Lo que además muestra el PDF de una factura.",
    # Keys.
    "Show the test key": "Consultar la llave de prueba",
    "It can be shown again: it is derived, not stored.": "Se puede mostrar otra vez: se deriva, no se guarda.",
    "The key.": "La llave.",
    "Renew the test key": "Renovar la llave de prueba",
    "The one before is refused from the next call on.": "La anterior se rechaza desde la siguiente llamada.",
    "The new key.": "La llave nueva.",
    "List live keys": "Listar las llaves reales",
    "Never the keys.": "Nunca las llaves mismas.",
    "The live keys.": "Las llaves reales.",
    "A live key as it is told apart: the key itself is shown once, when it is made.": (
        "Lo que distingue a una llave real: la llave misma se muestra una vez, al crearla."
    ),
    "Add a live key": "Agregar una llave real",
    "Those before stay good. It is shown this once.": "Las anteriores siguen sirviendo. Se muestra solo esta vez.",
    "Revoke a live key": "Revocar una llave real",
    "It is refused from the next call on.": "Se rechaza desde la siguiente llamada.",
    "The live key's id, as listed.": "El id de la llave real, como aparece en la lista.",
    "Revoke a live key, as Facturapi's PHP SDK asks for it": "Revocar una llave real como lo pide el SDK de PHP",
    "The same as DELETE, whatever the body.": "Lo mismo que DELETE, sea cual sea el cuerpo.",
    "Check a key": "Probar una llave",
    "Whether a test or live key is good.": "Si una llave de prueba o real sirve.",
    "It is.": "Sirve.",
    # Webhooks and events.
    "List webhooks": ("Listar webhooks"),
    "Newest first, without their secrets.": ("Los más recientes primero, sin sus secretos."),
    "Create a webhook": ("Crear un webhook"),
    "At most 20 for test keys and 20 for live keys. The secret is shown this once.": (
        "Hasta 20 con llaves de prueba y 20 con llaves reales. El secreto se muestra solo esta vez."
    ),
    "The new webhook.": ("El webhook nuevo."),
    "Check the signature of what a webhook got": ("Verificar la firma de lo que recibió un webhook"),
    "`payload` is the body as it arrived, as a string, or the object in it. It is the answer, if all is well.": (
        "`payload` es el cuerpo tal como llegó, como texto, o el objeto que contiene. Si todo está bien, es "
        "la respuesta."
    ),
    "The payload.": ("El contenido."),
    "Retrieve a webhook": ("Obtener un webhook"),
    "Without its secret.": ("Sin su secreto."),
    "The webhook's id.": ("El id del webhook."),
    "The webhook.": ("El webhook."),
    "Update a webhook": ("Actualizar un webhook"),
    "Its events, or whether it is enabled; one that is enabled again starts anew. Another URL is another webhook.": (
        "Sus eventos, o si está activo; uno que se activa de nuevo empieza de cero. Otra URL es otro webhook."
    ),
    "The webhook as of this update.": ("El webhook tras esta actualización."),
    "Delete a webhook": ("Borrar un webhook"),
    "What was due to it is not sent any more.": ("Lo que tenía pendiente ya no se envía."),
    "The webhook one last time.": ("El webhook por última vez."),
    "Rotate a webhook's secret": ("Renovar el secreto de un webhook"),
    "For 24 hours `webhook-signature` carries the signatures of both secrets, and `Facturapi-Signature` "
    "that of the one before; then the new one alone counts.": (
        "Durante 24 horas `webhook-signature` lleva las firmas de ambos secretos y `Facturapi-Signature` la "
        "del anterior; después cuenta solo el nuevo."
    ),
    "The webhook with its new secret.": ("El webhook con su secreto nuevo."),
    "Send a test event to a webhook": ("Enviar un evento de prueba a un webhook"),
    "An event `webhook.test`, whatever the webhook is subscribed to, also to one that is disabled.": (
        "Un evento `webhook.test`, sin importar a qué esté suscrito el webhook, también si está desactivado."
    ),
    "Its delivery, under way.": ("Su entrega, en curso."),
    "Resend what failed since a moment": ("Reenviar lo que falló desde un momento"),
    "Every delivery that was given up or waits for another try starts anew.": (
        "Toda entrega que se dio por perdida o espera otro intento empieza de nuevo."
    ),
    "It is under way.": ("Está en curso."),
    "List a webhook's deliveries": ("Listar las entregas de un webhook"),
    "Newest first, for 30 days. What the receiver answered is not kept, only its status.": (
        "Las más recientes primero, durante 30 días. No se guarda lo que respondió el receptor, solo su estado."
    ),
    "Retrieve a delivery": ("Obtener una entrega"),
    "With each attempt.": ("Con cada intento."),
    "The delivery's id.": ("El id de la entrega."),
    "The delivery.": ("La entrega."),
    "Resend one event": ("Reenviar un evento"),
    "At once, whatever became of it before; if that fails, by the schedule anew.": (
        "De inmediato, sin importar qué pasó antes; si falla, de nuevo según el calendario de intentos."
    ),
    "The delivery, under way.": ("La entrega, en curso."),
    "List events": ("Listar eventos"),
    "Newest first, for 30 days, whether or not a webhook wanted them.": (
        "Los más recientes primero, durante 30 días, los haya querido un webhook o no."
    ),
    "Retrieve an event": ("Obtener un evento"),
    "Byte for byte what webhooks are sent.": ("Byte por byte lo que se envía a los webhooks."),
    "The event's id.": ("El id del evento."),
    "The event.": ("El evento."),
    "One POST. `error` is absent where it was taken; `unfinished` means that it is under way or was cut short.": (
        "Un POST. `error` no está si fue aceptado; `unfinished` significa que está en curso o se interrumpió."
    ),
    "What became of one event at one webhook. Of many attempts the last 30 are shown.": (
        "Qué pasó con un evento en un webhook. De muchos intentos se muestran los últimos 30."
    ),
    "What happened, as webhooks are sent it.": ("Lo que sucedió, tal como se envía a los webhooks."),
    "For `customer`, the Customer as of the event.": ("Para `customer`, el cliente en el momento del evento."),
    "A webhook with its secret, shown this once.": ("Un webhook con su secreto, que se muestra solo esta vez."),
    "A webhook with its new secret, and how long the one before signs along.": (
        "Un webhook con su secreto nuevo, y hasta cuándo firma también el anterior."
    ),
    "Where events are sent. Its secret is shown once, when it is made.": (
        "A dónde se envían los eventos. Su secreto se muestra una vez, al crearlo."
    ),
    "The body of `POST /webhooks/{id}/recover`.": ("El cuerpo de `POST /webhooks/{id}/recover`."),
    "The body of `POST /webhooks/validate-signature`.": ("El cuerpo de `POST /webhooks/validate-signature`."),
    "The body of `PUT /webhooks/{id}`.": ("El cuerpo de `PUT /webhooks/{id}`."),
    "The body of `POST /webhooks`.": ("El cuerpo de `POST /webhooks`."),
    # The portal.
    "The customer's side of a link: reading their Constancia into the form.": (
        "El lado del cliente: leer su Constancia para llenar el formulario."
    ),
    "The portal of the deployment, where edit links lead.": (
        "El portal de la instalación, a donde llevan los enlaces."
    ),
    "What an edit link ends in. The link has to be open; it is not used up.": (
        "En lo que termina un enlace. Debe estar abierto; con esto no se usa."
    ),
    "`application/json` for what is described here; else the page with the form, filled in and not saved.": (
        "`application/json` para lo que se describe aquí; si no, la página con el formulario lleno y sin guardar."
    ),
    "Read a Constancia de Situación Fiscal for the form": (
        "Leer una Constancia de Situación Fiscal para el formulario"
    ),
    "Reads SAT's PDF, or a photo (PNG, JPEG) of the QR code on it. Nothing is saved and nothing of the file is kept. A "
    "PDF may have 2 MB, a photo 4 MB.": (
        "Lee el PDF del SAT, o una foto (PNG, JPEG) de su código QR. No se guarda nada ni se conserva nada del archivo. Un "
        "PDF puede tener 2 MB y una foto 4 MB."
    ),
    "What the document says. It proves nothing.": ("Lo que dice el documento. No prueba nada."),
    "There is no such link.": ("No existe ese enlace."),
    "The link has been used.": ("El enlace ya se usó."),
    "The link has expired, or was replaced or revoked.": ("El enlace venció, o fue reemplazado o revocado."),
    "The file is too large.": ("El archivo es demasiado grande."),
    "The file gives nothing: why, and what to do instead.": ("El archivo no sirve: por qué, y qué hacer en su lugar."),
    "No answer in time. Nothing has happened; `Retry-After` says when to ask again.": (
        "Sin respuesta a tiempo. No pasó nada; `Retry-After` dice cuándo volver a preguntar."
    ),
    "As it stands there; a company's without its capital regime.": (
        "Tal como está ahí; el de una empresa, sin su régimen de capital."
    ),
    "Only where the document leaves no choice.": ("Solo si el documento no deja opción."),
    "Absent for a name that SAT's catalogue does not have.": ("Falta si el catálogo del SAT no tiene ese nombre."),
    "There once the tax system has ended.": ("Está cuando el régimen ya terminó."),
    "Members besides these are for the page's own script, and may change.": (
        "Los demás miembros son para el script de la página y pueden cambiar."
    ),
    "A Constancia, a Cédula alone (RFC and name), or its QR code (RFC).": (
        "Una Constancia, una Cédula sola (RFC y nombre) o su código QR (RFC)."
    ),
    "What fills the form in, by the names of its controls.": (
        "Lo que llena el formulario, por el nombre de sus controles."
    ),
    "All of the document's, those that have ended too.": ("Todos los del documento, también los que ya terminaron."),
    "The taxpayer's, as the document words it.": ("El del contribuyente, con las palabras del documento."),
    "The document's day.": ("La fecha del documento."),
    "What to look at before saving. None of it stands in the way.": (
        "Lo que conviene mirar antes de guardar. Nada de esto lo impide."
    ),
    "A word: what the file is in place of a Constancia, or the link's state.": (
        "Una palabra: qué es el archivo en lugar de una Constancia, o el estado del enlace."
    ),
    "For the customer, in their language.": ("Para el cliente, en su idioma."),
}
