"""The words of printed invoices, by language: for each thing the labels that are usual for it."""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
TERMS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "invoice": ("INVOICE", "Invoice", "Tax Invoice"), "credit": ("CREDIT NOTE", "Credit Memo"), "number": ("Invoice No.", "Invoice #", "Invoice number", "Inv No", "No."),
        "date": ("Date", "Invoice date", "Issue date", "Date of issue", "Dated"), "due": ("Due date", "Payment due", "Due", "Pay by", "Due on"), "customer": ("Customer no.", "Account no", "Client ID", "Acct #"),
        "order": ("Your order", "PO number", "P.O. #", "Purchase order"), "billto": ("Bill to", "Invoice to", "Sold to", "Billed to", "Customer"), "from": ("From", "Supplier", "Seller"), "shipto": ("Ship to", "Deliver to"),
        "code": ("Item", "Code", "SKU", "Part no."), "text": ("Description", "Details", "Particulars", "Item description"), "quantity": ("Qty", "Quantity", "Hours", "Units"), "price": ("Unit price", "Rate", "Price", "Price each", "Unit cost"),
        "off": ("Disc %", "Discount"), "rate": ("VAT %", "Tax", "VAT rate"), "amount": ("Amount", "Line total", "Total", "Net amount"), "lines": ("Goods total", "Subtotal"), "net": ("Subtotal", "Net total", "Total excl. VAT", "Net", "Sub Total"),
        "tax": ("VAT", "VAT total", "Tax"), "total": ("Total", "TOTAL", "Invoice total", "Total due", "Grand total", "Total payable"), "paid": ("Paid", "Less deposit", "Payments received", "Amount paid"), "payable": ("Balance due", "Amount due", "Outstanding"),
        "discount": ("Discount", "Trade discount", "Less discount"), "shipping": ("Carriage", "Shipping", "Postage & packing", "Delivery"), "taxid": ("VAT Reg No", "VAT No.", "VAT number"), "terms": ("Payment terms",), "days": ("{} days net", "Net {}", "{} days from date of invoice"),
        "page": ("Page {} of {}",), "carried": ("Carried forward", "Subtotal carried forward"), "reverse": ("Reverse charge: customer to account for VAT to HMRC.",), "thanks": ("Thank you for your business!", "We appreciate your custom."), "bank": ("Bank details", "Please pay to"), "incl": ("includes VAT of", "VAT included", "incl. VAT"),
    },
    "de": {
        "invoice": ("Rechnung", "RECHNUNG", "Faktura"), "credit": ("Gutschrift", "Rechnungskorrektur"), "number": ("Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Re.-Nr.", "Belegnummer", "Rg.-Nr."),
        "date": ("Rechnungsdatum", "Datum", "vom", "Belegdatum"), "due": ("Zahlbar bis", "Fällig am", "Fälligkeit", "Zahlungsziel", "Fälligkeitsdatum"), "customer": ("Kundennummer", "Kd.-Nr.", "Ihre Kundennr."),
        "order": ("Bestellnummer", "Ihre Bestellung", "Auftrag", "Bestell-Nr."), "billto": ("Rechnungsempfänger", "Rechnung an", "Kunde"), "from": ("Absender", "Leistungserbringer", "Verkäufer"), "shipto": ("Lieferanschrift",),
        "code": ("Art.-Nr.", "Artikel", "Artikelnr."), "text": ("Bezeichnung", "Beschreibung", "Leistung", "Text"), "quantity": ("Menge", "Anzahl", "Anz."), "price": ("Einzelpreis", "E-Preis", "Preis/Einh.", "EP"),
        "off": ("Rabatt %", "Rab."), "rate": ("MwSt.", "USt.", "USt-Satz"), "amount": ("Gesamtpreis", "Betrag", "Summe", "GP", "Gesamt"), "lines": ("Zwischensumme", "Warenwert"), "net": ("Nettobetrag", "Netto", "Summe netto", "Zwischensumme (netto)", "Gesamt netto"),
        "tax": ("MwSt.", "Umsatzsteuer", "USt.", "Mehrwertsteuer", "zzgl. MwSt."), "total": ("Gesamtbetrag", "Rechnungsbetrag", "Summe brutto", "Endbetrag", "Bruttobetrag", "Gesamtsumme"), "paid": ("Anzahlung", "bereits bezahlt", "abzgl. Akontozahlung"), "payable": ("Zahlbetrag", "Restbetrag", "Noch zu zahlen", "Offener Betrag"),
        "discount": ("Rabatt", "Nachlass", "abzgl. Rabatt"), "shipping": ("Versandkosten", "Fracht", "Versand und Verpackung"), "taxid": ("USt-IdNr.", "USt-ID", "UID"), "terms": ("Zahlungsbedingungen",), "days": ("{} Tage netto", "Zahlbar innerhalb von {} Tagen ohne Abzug", "netto {} Tage"),
        "page": ("Seite {} von {}", "Blatt {}/{}"), "carried": ("Übertrag",), "reverse": ("Steuerschuldnerschaft des Leistungsempfängers (Reverse-Charge).",), "thanks": ("Vielen Dank für Ihren Auftrag.",), "bank": ("Bankverbindung",), "incl": ("enthaltene MwSt.", "inkl. MwSt.", "darin enthalten USt."),
    },
    "fr": {
        "invoice": ("FACTURE", "Facture"), "credit": ("AVOIR", "Facture d'avoir"), "number": ("Facture n°", "N° de facture", "Numéro", "N° facture", "Réf. facture"),
        "date": ("Date", "Date de facturation", "Date d'émission", "Émise le", "Le"), "due": ("Échéance", "Date d'échéance", "À régler avant le", "Payable avant le"), "customer": ("N° client", "Code client"),
        "order": ("Votre commande", "Bon de commande", "Réf. commande"), "billto": ("Facturé à", "Client", "Adressée à", "Destinataire"), "from": ("Émetteur", "Vendeur", "Prestataire"), "shipto": ("Livré à",),
        "code": ("Réf.", "Référence", "Code"), "text": ("Désignation", "Description", "Libellé"), "quantity": ("Qté", "Quantité"), "price": ("P.U. HT", "Prix unitaire", "PU HT", "Prix unit. HT"),
        "off": ("Remise", "Rem. %"), "rate": ("TVA", "Taux TVA"), "amount": ("Montant HT", "Total HT", "Montant"), "lines": ("Total articles",), "net": ("Total HT", "Montant HT", "Total hors taxes", "Sous-total HT", "Base HT"),
        "tax": ("TVA", "Total TVA", "Montant TVA"), "total": ("Total TTC", "Montant TTC", "TOTAL TTC", "Net à payer TTC"), "paid": ("Acompte versé", "Déjà réglé", "Acompte"), "payable": ("Net à payer", "Reste à payer", "Solde dû"),
        "discount": ("Remise", "Remise commerciale"), "shipping": ("Frais de port", "Port et emballage"), "taxid": ("N° TVA intracom.", "TVA intracommunautaire", "N° TVA"), "terms": ("Conditions de règlement",), "days": ("{} jours nets", "Paiement à {} jours", "{} jours date de facture"),
        "page": ("Page {}/{}",), "carried": ("Report", "À reporter"), "reverse": ("Autoliquidation de la TVA.",), "thanks": ("Merci de votre confiance.",), "bank": ("Coordonnées bancaires",), "incl": ("dont TVA", "TVA incluse"),
    },
    "es": {
        "invoice": ("FACTURA", "Factura"), "credit": ("Factura rectificativa", "ABONO"), "number": ("Factura n.º", "Nº factura", "Número de factura", "Núm. factura", "Factura"),
        "date": ("Fecha", "Fecha factura", "Fecha de emisión"), "due": ("Vencimiento", "Fecha de vencimiento", "Vence el"), "customer": ("Cód. cliente", "Nº cliente"),
        "order": ("Su pedido", "Pedido nº"), "billto": ("Cliente", "Facturar a", "Datos del cliente"), "from": ("Emisor", "Proveedor"), "shipto": ("Enviar a",),
        "code": ("Ref.", "Código"), "text": ("Concepto", "Descripción", "Detalle"), "quantity": ("Cant.", "Cantidad", "Uds."), "price": ("Precio", "Precio unit.", "P. unitario"),
        "off": ("Dto. %", "Dto"), "rate": ("IVA", "% IVA"), "amount": ("Importe", "Total", "Subtotal"), "lines": ("Suma", "Total bruto"), "net": ("Base imponible", "Base", "Subtotal", "Total neto"),
        "tax": ("IVA", "Cuota IVA", "Total IVA"), "total": ("Total factura", "TOTAL", "Total", "Importe total", "Total a pagar"), "paid": ("Anticipo", "Pagado"), "payable": ("Pendiente", "A pagar", "Resto a pagar"),
        "discount": ("Descuento", "Dto. comercial"), "shipping": ("Portes", "Gastos de envío"), "taxid": ("CIF", "NIF", "C.I.F."), "terms": ("Forma de pago",), "days": ("Transferencia a {} días", "{} días fecha factura"),
        "page": ("Página {} de {}", "Hoja {}/{}"), "carried": ("Suma y sigue",), "reverse": ("Inversión del sujeto pasivo.",), "thanks": ("Gracias por su confianza.",), "bank": ("Datos bancarios",), "incl": ("IVA incluido",),
    },
    "it": {
        "invoice": ("FATTURA", "Fattura"), "credit": ("NOTA DI CREDITO", "Nota di accredito"), "number": ("Fattura n.", "Numero", "N. fattura", "Nr. documento", "Numero documento"),
        "date": ("Data", "Data fattura", "del", "Data documento"), "due": ("Scadenza", "Data scadenza", "Scad."), "customer": ("Codice cliente", "Cod. cliente"),
        "order": ("Vs. ordine", "Rif. ordine"), "billto": ("Spett.le", "Cliente", "Destinatario", "Intestatario"), "from": ("Fornitore", "Cedente"), "shipto": ("Destinazione merce",),
        "code": ("Codice", "Cod. art.", "Articolo"), "text": ("Descrizione", "Descrizione dei beni"), "quantity": ("Q.tà", "Quantità", "Qtà"), "price": ("Prezzo unit.", "Prezzo", "Prezzo unitario"),
        "off": ("Sc. %", "Sconto"), "rate": ("IVA", "Aliq. IVA", "% IVA"), "amount": ("Importo", "Totale", "Prezzo totale"), "lines": ("Totale merce",), "net": ("Imponibile", "Totale imponibile", "Tot. imponibile"),
        "tax": ("IVA", "Imposta", "Totale IVA", "Totale imposta"), "total": ("Totale fattura", "Totale documento", "TOTALE", "Totale da pagare"), "paid": ("Acconto", "Acconto versato"), "payable": ("Netto a pagare", "Saldo"),
        "discount": ("Sconto", "Sconto incondizionato"), "shipping": ("Spese di trasporto", "Trasporto"), "taxid": ("P. IVA", "Partita IVA", "P.IVA"), "terms": ("Pagamento", "Condizioni di pagamento"), "days": ("Bonifico {} gg data fattura", "Rimessa diretta {} gg"),
        "page": ("Pag. {} di {}", "Pagina {}/{}"), "carried": ("A riportare",), "reverse": ("Operazione soggetta a reverse charge.",), "thanks": ("Grazie per la fiducia.",), "bank": ("Coordinate bancarie",), "incl": ("di cui IVA", "IVA inclusa"),
    },
    "nl": {
        "invoice": ("FACTUUR", "Factuur"), "credit": ("CREDITFACTUUR", "Creditnota"), "number": ("Factuurnummer", "Factuurnr.", "Factuur nr", "Nummer"),
        "date": ("Factuurdatum", "Datum"), "due": ("Vervaldatum", "Uiterste betaaldatum", "Te betalen voor", "Betalen vóór"), "customer": ("Klantnummer", "Debiteurnr.", "Relatienummer"),
        "order": ("Uw bestelling", "Ordernummer", "Uw referentie"), "billto": ("Factuur aan", "Aan", "Klant"), "from": ("Van", "Leverancier"), "shipto": ("Afleveradres",),
        "code": ("Artikel", "Art.nr."), "text": ("Omschrijving", "Beschrijving"), "quantity": ("Aantal", "Aant."), "price": ("Prijs", "Stukprijs", "Prijs per stuk", "Tarief"),
        "off": ("Korting", "Krt. %"), "rate": ("Btw", "BTW %"), "amount": ("Bedrag", "Totaal", "Regeltotaal"), "lines": ("Goederen",), "net": ("Subtotaal", "Totaal excl. btw", "Bedrag excl. BTW", "Netto"),
        "tax": ("Btw", "BTW", "Btw-bedrag", "BTW bedrag"), "total": ("Totaal", "Totaal incl. btw", "Te betalen", "Totaalbedrag", "Factuurbedrag"), "paid": ("Reeds voldaan", "Aanbetaling"), "payable": ("Nog te voldoen", "Openstaand", "Restant"),
        "discount": ("Korting",), "shipping": ("Verzendkosten", "Vracht"), "taxid": ("Btw-nr.", "BTW-nummer", "Btw-id"), "terms": ("Betalingsconditie",), "days": ("{} dagen netto", "Betaling binnen {} dagen"),
        "page": ("Pagina {} van {}", "Blad {}/{}"), "carried": ("Transport",), "reverse": ("Btw verlegd.",), "thanks": ("Bedankt voor uw opdracht.",), "bank": ("Bankgegevens",), "incl": ("waarvan btw", "inclusief btw", "BTW inbegrepen"),
    },
}  # fmt: skip
